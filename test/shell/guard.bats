# The wrong account is hard to come by: `ssoenv use`, AWS_PROFILE by hand, protected profiles.
# shellcheck disable=SC2016,SC2088,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  write_token guest '+8 hours'
  write_binding acme $'profile = acme-dev\nsso_account_id = 111111111111\n'
  allow acme
  mkdir -p "$HOME/acme/er"
}

CLASH='~/acme/.ssoenv: The profile "guest-dev" has account 333333333333, and the .ssoenv says 111111111111.'

use_pinned() {
  start_shell
  run_line 'cd ~/acme/er'
  run_line 'ssoenv use guest-dev'
  expect_status 7
  assert_output --partial 333333333333
  assert_output --partial 111111111111
  expect_variable AWS_PROFILE acme-dev
  expect_segment acme-dev
  run_line 'ssoenv use guest-dev --yes'
  expect_status 0
  assert_output --partial "$CLASH Try: ssoenv use acme-dev"
  expect_segment 'guest-dev against .ssoenv'
  run_line 'ssoenv use acme-dev'
  refute_output --partial account
  expect_segment acme-dev
  run_line 'ssoenv use -'
  expect_status 7
  expect_variable AWS_PROFILE acme-dev
  run_line 'ssoenv use - --yes'
  expect_status 0
  expect_variable AWS_PROFILE guest-dev
  run_line 'ssoenv use -'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'ssoenv use of another account than the .ssoenv pins leaves the shell as it was, unless --yes is typed' use_pinned

export_pinned() {
  start_shell
  run_line 'cd ~/acme'
  run_line "$(word export AWS_PROFILE guest-dev)"
  assert_output --partial "$CLASH Try: ssoenv use acme-dev"
  expect_variable AWS_PROFILE guest-dev
  expect_segment 'guest-dev against .ssoenv'
  run_line 'cd er'
  refute_output --partial account
  expect_segment 'guest-dev against .ssoenv'
  run_line "$(word export AWS_PROFILE acme-dev)"
  expect_segment acme-dev
  run_line "$(word export AWS_PROFILE nowhere)"
  refute_output --partial account
  expect_segment nowhere
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'AWS_PROFILE exported by hand against the .ssoenv is told once, with both accounts, and marked' export_pinned

untrusted_inside() {
  write_binding acme/er $'profile = guest-dev\n'
  start_shell
  run_line 'cd ~/acme/er'
  run_line "$(word export AWS_PROFILE guest-dev)"
  assert_output --partial "$CLASH"
  expect_segment 'guest-dev against .ssoenv'
}
each_shell 'a file inside that is not trusted takes nothing from the pin' untrusted_inside

export_idle() {
  local before
  start_shell --strace "$BATS_TEST_TMPDIR/trace"
  run_line 'cd ~/acme'
  run_line "$(word export AWS_PROFILE guest-dev)"
  node_starts "$BATS_TEST_TMPDIR/trace"
  before=$output
  run_line ''
  run_line ''
  run_line 'cd er'
  run_line 'cd ..'
  node_starts "$BATS_TEST_TMPDIR/trace"
  assert_equal "$output" "$before"
}
each_shell 'the program is asked about such a choice once' export_idle

not_pinned() {
  start_shell
  bind acme acme-dev
  run_line 'cd ~/acme'
  run_line "$(word export AWS_PROFILE guest-dev)"
  assert_output ''
  expect_segment guest-dev
}
each_shell 'a .ssoenv that names a profile only pins no account' not_pinned

protected() {
  start_shell
  send_line 'ssoenv use acme-prod'
  await_text 'Profile "acme-prod" is protected: account 222222222222, role Developer. Use it in this shell? [y/N]'
  press enter
  await_prompt
  expect_status 130
  expect_no_variable AWS_PROFILE
  send_line 'ssoenv use acme-prod'
  await_text '[y/N]'
  press y enter
  await_prompt
  expect_variable AWS_PROFILE acme-prod
  run_line 'ssoenv use guest-dev'
  run_line 'ssoenv use acme-prod'
  expect_variable AWS_PROFILE acme-prod
  run_line 'ssoenv exec acme-prod -- printenv AWS_PROFILE'
  assert_output acme-prod
  run_line "sh -c 'ssoenv exec acme-prod -- printenv AWS_PROFILE'"
  assert_output acme-prod
  run_line "ssoenv exec acme-prod -- printenv AWS_PROFILE </dev/null"
  expect_status 7
  start_shell second
  send_line 'ssoenv use acme-prod'
  await_text '[y/N]'
  press enter
  await_prompt
  expect_no_variable AWS_PROFILE
}
each_shell 'a protected profile asks once in each shell, whichever command it is' protected

nested_asks() {
  start_shell
  send_line 'ssoenv use acme-prod'
  await_text '[y/N]'
  press y enter
  await_prompt
  run_line "$SHELL_KIND"
  send_line 'ssoenv use acme-prod'
  await_text '[y/N]'
  press enter
  await_prompt
  expect_status 130
}
each_shell 'a shell inside of the shell is another' nested_asks

entering() {
  bind prod acme-prod
  start_shell
  run_line 'cd ~/prod'
  assert_output ''
  expect_variable AWS_PROFILE acme-prod
  ask segment-raw main
  assert_output --partial 'acme-prod'
  [[ $output == *$'\e[35m'* || $output == *$'\e[95m'* ]] || fail "not in magenta: $output"
}
each_shell 'entering the directory of a protected profile asks nothing, and shows it in a colour of its own' entering

colour_of_use() {
  start_shell
  run_line 'ssoenv use acme-prod --yes'
  expect_magenta acme-prod
  run_line ''
  expect_magenta acme-prod
  run_line 'ssoenv use guest-dev'
  expect_green guest-dev
  run_line 'ssoenv use - --yes'
  expect_magenta acme-prod
  bind other acme-dev
  run_line 'cd ~/other'
  expect_green acme-dev
  run_line 'ssoenv use acme-prod --yes'
  expect_magenta acme-prod
  run_line "$(word export AWS_PROFILE guest-dev)"
  expect_green guest-dev
}
expect_magenta() {
  expect_segment "$1"
  ask segment-raw main
  [[ $output == *$'\e[35m'* || $output == *$'\e[95m'* ]] || fail "not in magenta: $output"
}
expect_green() {
  expect_segment "$1"
  ask segment-raw main
  [[ $output == *$'\e[32m'* ]] || fail "not in green: $output"
}
each_shell 'a protected profile that ssoenv use chose is shown in a colour of its own, anywhere' colour_of_use

older_hook() {
  start_shell
  run_line 'command ssoenv use --for-shell --yes acme-prod'
  assert_output $'profile acme-prod\nend'
  run_line 'command ssoenv use --for-shell --say-protected --yes acme-prod'
  assert_output $'profile acme-prod\nprotected 1\nend'
  run_line 'command ssoenv use --for-shell --say-protected guest-dev'
  assert_output $'profile guest-dev\nend'
}
each_shell 'a hook of before an upgrade is told the name and nothing else' older_hook
