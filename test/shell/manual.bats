# A choice by hand wins until the shell leaves the tree.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  write_token guest '+8 hours'
  bind acme acme-dev
  bind acme/deep acme-prod
  mkdir -p "$HOME/acme/er"
}

by_export() {
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  run_line "$(word export AWS_PROFILE guest-dev)"
  expect_variable AWS_PROFILE guest-dev
  run_line ''
  expect_variable AWS_PROFILE guest-dev
  expect_variable SSOENV_STATE manual
  run_line 'cd er'
  expect_variable AWS_PROFILE guest-dev
  run_line 'cd ../deep'
  expect_variable AWS_PROFILE guest-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
}
# pitfall 32
each_shell 'an AWS_PROFILE that is exported by hand wins until the shell leaves that tree' by_export

by_unset() {
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  run_line "$(word unset AWS_PROFILE)"
  expect_no_variable AWS_PROFILE
  run_line ''
  expect_no_variable AWS_PROFILE
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
}
# pitfall 32
each_shell 'unsetting it by hand is a choice too' by_unset

by_use() {
  start_shell
  run_line 'cd ~/acme'
  run_line 'ssoenv use guest-dev'
  expect_variable AWS_PROFILE guest-dev
  expect_segment guest-dev
  run_line 'cd er'
  expect_variable AWS_PROFILE guest-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'ssoenv use wins until the shell leaves that tree' by_use

use_outside() {
  start_shell
  run_line 'ssoenv use guest-dev'
  expect_variable AWS_PROFILE guest-dev
  expect_segment guest-dev
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE guest-dev
  run_line 'ssoenv use acme-prod --yes'
  expect_variable AWS_PROFILE acme-prod
  run_line 'ssoenv use -'
  expect_variable AWS_PROFILE guest-dev
  run_line 'ssoenv use --unset'
  expect_no_variable AWS_PROFILE
  expect_segment ''
}
each_shell 'ssoenv use switches this shell, - goes back to the previous one, --unset unsets' use_outside

use_unknown() {
  start_shell
  run_line 'ssoenv use no-such-profile'
  expect_status 3
  assert_output --partial 'no-such-profile'
  expect_no_variable AWS_PROFILE
  run_line 'ssoenv status --json >out; cat out'
  assert_output --partial '{'
}
each_shell 'ssoenv use of an unknown profile changes nothing, and other commands go to the program' use_unknown

from_rc() {
  start_shell --in "$HOME/acme" --after "$(word export AWS_PROFILE from-rc)"
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE from-rc
}
each_shell 'what an rc file sets is the earlier value, not a choice by hand' from_rc

inherited() {
  set_environment AWS_PROFILE=inherited
  start_shell --in "$HOME/acme"
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE inherited
}
each_shell 'what a shell inherits is the earlier value, not a choice by hand' inherited
