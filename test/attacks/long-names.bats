# Names as long as the system takes them: records cannot be made for those, and nothing may come of that.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load ../shell/helper

setup() { bound_home; }

# A name that no file of ours can have one more character than.
long() { printf 'x%.0s' {1..255}; }

inside() {
  local name
  name=$(long)
  write_binding "acme/$name" $'profile = acme-prod\n'
  set_environment "LONG=$HOME/acme/$name"
  start_shell
  run_line 'cd "$LONG"'
  assert_output --partial 'is not trusted'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line ''
  assert_output ''
  run_line 'cd ~ && cd "$LONG" && printenv AWS_PROFILE'
  refute_line acme-prod
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'a directory whose record cannot have its name is refused inside of a bound tree, and told of once' inside

deep() {
  local name directory=acme index
  name=$(long)
  for ((index = 0; index < 14; index++)); do directory+=/$name; done
  write_binding "$directory" $'profile = acme-prod\n'
  set_environment "DEEP=$HOME/$directory"
  start_shell
  run_line 'cd "$DEEP"'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line ''
  assert_output ''
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'so is one whose path is as long as can be' deep
