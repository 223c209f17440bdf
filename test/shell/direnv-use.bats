# `use sso_profile` in .envrc, where direnv works alone: the hook of ssoenv is not loaded. With it: direnv-hook.bats.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  install_direnv_extension
}

named() {
  write_token corp '+8 hours'
  write_envrc work $'use sso_profile acme-dev\nexport AFTER=1\n'
  start_shell --no-hook --direnv before
  run_line "$(word export AWS_PROFILE outer)"
  run_line 'cd ~/work'
  refute_output --partial 'Try:'
  expect_variable AWS_PROFILE acme-dev
  expect_variable SSOENV_DIRENV acme-dev
  expect_variable AFTER 1
  run_line 'cd ~'
  expect_variable AWS_PROFILE outer
  expect_no_variable SSOENV_DIRENV
}
each_shell 'use sso_profile NAME exports AWS_PROFILE, and leaving gives the earlier value back' named

from_binding() {
  write_token corp '+8 hours'
  write_binding work $'profile = acme-dev\nregion = us-east-2\n'
  allow work
  write_envrc work 'use sso_profile'
  mkdir -p "$HOME/work/deep"
  start_shell --no-hook --direnv before
  run_line 'cd ~/work/deep'
  refute_output --partial 'Try:'
  expect_variable AWS_PROFILE acme-dev
  expect_variable AWS_REGION us-east-2
}
each_shell 'use sso_profile without NAME takes the profile of a .ssoenv that is trusted' from_binding

untrusted() {
  write_token corp '+8 hours'
  write_binding work $'profile = acme-dev\n'
  write_envrc work 'use sso_profile'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  assert_output --partial 'is not trusted'
  expect_variable AWS_PROFILE ssoenv-refused
  allow work
  run_line ''
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'a .ssoenv that is not trusted gives no profile, and allowing it takes effect at the next prompt' untrusted

no_binding() {
  write_envrc work 'use sso_profile'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  assert_output --partial 'Try: ssoenv link'
  expect_variable AWS_PROFILE ssoenv-refused
}
each_shell 'without NAME and without a .ssoenv every tool stops instead of using another account' no_binding

unknown() {
  write_envrc work $'use sso_profile no-such-profile\nexport AFTER=1\n'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  assert_output --partial 'no-such-profile'
  expect_variable AWS_PROFILE ssoenv-refused
  expect_variable AFTER 1
}
each_shell 'a profile that does not exist is refused, and the rest of .envrc still counts' unknown

strict() {
  write_token corp '+8 hours'
  write_envrc work $'strict_env\nuse sso_profile acme-dev\nexport AFTER=1\n'
  write_envrc broken $'strict_env\nuse sso_profile acme-dev\nexport AFTER=2\n'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  expect_variable AFTER 1
  # nothing works: no program, no state folder, no config
  sed -i "s/^__ssoenv_main=.*/__ssoenv_main=\/nowhere/" "$HOME/.config/direnv/lib/ssoenv.sh"
  rm -rf "$HOME/.local/state/ssoenv" "$HOME/.aws" "$BATS_TEST_TMPDIR/bin/ssoenv"
  run_line 'cd ~/broken'
  expect_variable AWS_PROFILE acme-dev
  expect_variable AFTER 2
}
# pitfall 46
each_shell 'under strict_env, and when nothing else works, AWS_PROFILE is exported and .envrc goes on' strict

no_node() {
  write_token corp '+8 hours'
  write_envrc work 'use sso_profile acme-dev'
  bind other acme-dev
  write_envrc other 'use sso_profile'
  write_settings $'[directories]\n~/else = acme-prod\n'
  start_shell --no-hook --direnv before --strace "$BATS_TEST_TMPDIR/trace"
  run_line 'cd ~/work'
  run_line 'cd ~/other'
  run_line 'cd ~'
  node_starts "$BATS_TEST_TMPDIR/trace"
  local first=$output
  run_line 'cd ~/work'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~/other'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  node_starts "$BATS_TEST_TMPDIR/trace"
  assert_equal "$output" "$first"
}
each_shell 'while the token is good the program is not started' no_node

watches() {
  write_token corp '+8 hours'
  bind work acme-dev
  write_envrc work 'use sso_profile'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  expect_variable AWS_PROFILE acme-dev
  write_token corp '+7 hours'
  run_line ''
  assert_output ''
  printf 'profile = acme-prod\n' >"$HOME/work/.ssoenv"
  touch -d '+1 minute' "$HOME/work/.ssoenv" # direnv compares whole seconds
  run_line ''
  expect_variable AWS_PROFILE ssoenv-refused
  allow work
  run_line ''
  expect_variable AWS_PROFILE acme-prod
  sed -i 's/profile acme-prod/profile renamed/' "$HOME/.aws/config"
  touch -d '+2 minutes' "$HOME/.aws/config"
  run_line ''
  expect_variable AWS_PROFILE ssoenv-refused
}
# pitfall 46
each_shell 'the config and the .ssoenv are watched, the token file is not' watches

login_needed() {
  write_envrc work 'use sso_profile acme-dev'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  assert_output --partial 'SSO session "corp" has ended. Try: ssoenv login acme-dev'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'where a login is needed and the hook is not loaded, one line says what to type' login_needed

login_now() {
  start_sandbox
  write_config
  write_envrc work 'use sso_profile acme-dev --login'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  expect_variable AWS_PROFILE acme-dev
  expect_count CreateToken 1
  expect_browsers 1
}
# pitfall 46
each_shell 'with --login it is done at once on the terminal' login_now

no_terminal() {
  write_envrc work 'use sso_profile acme-dev --login'
  start_shell --no-hook
  run_line 'setsid -w direnv exec ~/work printenv AWS_PROFILE </dev/null 2>err; cat err'
  assert_line acme-dev
  assert_output --partial 'Try: ssoenv login acme-dev'
}
# pitfall 46
each_shell 'without a terminal --login only says what to type' no_terminal
