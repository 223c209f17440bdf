# The first prompt of a shell: the profile is already set, and nothing is said yet.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
}

set_already() {
  bind acme acme-dev
  start_shell --in "$HOME/acme"
  assert_output ''
  expect_segment acme-dev
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
# pitfall 43
each_shell 'a shell that starts in a bound directory has the profile at its first prompt' set_already

untrusted() {
  write_binding acme $'profile = acme-dev\n'
  start_shell --in "$HOME/acme"
  assert_output ''
  run_line ''
  assert_output --partial 'is not trusted'
  run_line ''
  assert_output ''
}
# pitfall 43
each_shell 'what there is to say comes at the second prompt' untrusted

changed() {
  bind acme acme-dev
  printf 'profile = acme-prod\n' >"$HOME/acme/.ssoenv"
  start_shell --in "$HOME/acme"
  assert_output ''
  segment
  assert_output --partial refused
  run_line 'printenv AWS_PROFILE'
  assert_line --index 0 ssoenv-refused
  assert_output --partial 'has changed since it was allowed'
}
each_shell 'a refused file is refused from the first prompt on' changed

records_lost() {
  bind acme acme-dev
  start_shell --in "$HOME/acme"
  run_line 'rm -r ~/.local/state/ssoenv'
  assert_output ''
  expect_segment acme-dev
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'the state folder may be deleted at any time' records_lost
