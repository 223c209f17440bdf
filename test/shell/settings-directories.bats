# Directories that are bound in the settings of the user.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  write_token guest '+8 hours'
}

patterns() {
  write_settings $'[directories]\n~/work/acme-* = acme-dev\n~/src/** = guest-dev\n'
  mkdir -p "$HOME"/work/acme-web/deep "$HOME"/work/other "$HOME"/src/a/b
  start_shell
  run_line 'cd ~/work'
  expect_no_variable AWS_PROFILE
  run_line 'cd acme-web/deep'
  assert_output ''
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ../../other'
  expect_no_variable AWS_PROFILE
  run_line 'cd ~/src/a/b'
  expect_variable AWS_PROFILE guest-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'a directory bound in the settings needs no trust' patterns

nearer_file() {
  write_settings $'[directories]\n~/work = acme-dev\n'
  write_binding work/web $'profile = guest-dev\n'
  write_binding same $'profile = guest-dev\n'
  start_shell
  run_line 'cd ~/work'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd web'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'ssoenv allow'
  expect_variable AWS_PROFILE guest-dev
  run_line 'cd ..'
  expect_variable AWS_PROFILE acme-dev
  run_line 'ssoenv link guest-dev'
  expect_variable AWS_PROFILE guest-dev
}
each_shell 'a .ssoenv in the tree is nearer and wins, also at the same directory' nearer_file

edited() {
  write_settings $'[directories]\n~/work = acme-dev\n'
  mkdir -p "$HOME/work"
  start_shell
  run_line 'cd ~/work'
  expect_variable AWS_PROFILE acme-dev
  run_line 'sed -i s/acme-dev/acme-prod/ ~/.config/ssoenv/config'
  expect_variable AWS_PROFILE acme-prod
  run_line 'rm ~/.config/ssoenv/config'
  expect_no_variable AWS_PROFILE
  run_line 'printf "[directories]\n~/work = guest-dev\n" >~/.config/ssoenv/config'
  expect_variable AWS_PROFILE guest-dev
}
each_shell 'settings that change count at the next prompt' edited

hostile() {
  write_settings $'[directories]\n~/$(touch hacked)* = acme-dev\n~/`touch hacked`[a = acme-dev\n~/quo"te\'s = acme-prod\n'
  mkdir -p "$HOME/quo\"te's" "$HOME/x"
  start_shell
  run_line 'cd ~/x'
  expect_no_variable AWS_PROFILE
  run_line 'cd ~/quo*'
  expect_variable AWS_PROFILE acme-prod
  [[ ! -e $HOME/hacked && ! -e $HOME/x/hacked ]]
}
each_shell 'nothing in a pattern can run' hostile
