# The hook beside direnv, in every load order.
# shellcheck disable=SC2016,SC2088,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  write_token guest '+8 hours'
  install_direnv_extension
  bind acme acme-dev
  bind both acme-dev
  mkdir -p "$HOME/both/deep"
}

# Usage: in_each_order TITLE FUNCTION
in_each_order() {
  each_shell "$1 (direnv loaded first)" "$2" before
  each_shell "$1 (direnv loaded last)" "$2" after
}

direnv_sets() {
  write_envrc both 'export AWS_PROFILE=from-envrc'
  start_shell --direnv "$1"
  run_line "$(word export AWS_PROFILE outer)"
  run_line 'cd ~/both'
  expect_variable AWS_PROFILE from-envrc
  expect_segment from-envrc
  run_line 'cd deep'
  expect_variable AWS_PROFILE from-envrc
  run_line 'cd ~'
  expect_variable AWS_PROFILE outer
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~/both'
  expect_variable AWS_PROFILE from-envrc
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE outer
}
in_each_order 'an .envrc that sets AWS_PROFILE keeps it, and leaving gives the earlier value back' direnv_sets

direnv_sets_unset_before() {
  write_envrc both 'export AWS_PROFILE=from-envrc'
  start_shell --direnv "$1"
  run_line 'cd ~/both'
  expect_variable AWS_PROFILE from-envrc
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
in_each_order 'where there was no AWS_PROFILE before, there is none afterwards' direnv_sets_unset_before

direnv_leaves_alone() {
  write_envrc both 'export OTHER=1'
  start_shell --direnv "$1"
  run_line "$(word export AWS_PROFILE outer)"
  run_line 'cd ~/both'
  expect_variable OTHER 1
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd deep'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE outer
  expect_no_variable OTHER
}
in_each_order 'under an .envrc that leaves AWS_PROFILE alone the binding holds' direnv_leaves_alone

blocked() {
  mkdir -p "$HOME/both"
  printf 'export AWS_PROFILE=from-envrc\n' >"$HOME/both/.envrc"
  start_shell --direnv "$1"
  run_line 'cd ~/both'
  expect_variable AWS_PROFILE acme-dev
  run_line 'direnv allow'
  expect_variable AWS_PROFILE from-envrc
  run_line 'direnv deny'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
in_each_order 'under a blocked .envrc the binding holds, until it is allowed' blocked

use_profile() {
  write_envrc envrc 'use sso_profile acme-prod'
  start_shell --direnv "$1"
  run_line "$(word export AWS_PROFILE outer)"
  run_line 'cd ~/envrc'
  expect_variable AWS_PROFILE acme-prod
  expect_segment acme-prod
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE outer
}
in_each_order 'use sso_profile is shown as the profile in force' use_profile

use_login() {
  start_sandbox
  write_config
  end_session corp
  write_envrc envrc 'use sso_profile acme-prod'
  start_shell --direnv "$1"
  run_line 'cd ~/envrc'
  refute_output --partial 'direnv: ssoenv'
  expect_variable AWS_PROFILE acme-prod
  expect_browsers 1
  expect_segment acme-prod
  run_line ''
  expect_browsers 1
}
# pitfall 46
in_each_order 'a login that use sso_profile needs is done by the hook at the prompt' use_login

use_binding() {
  write_envrc both 'use sso_profile'
  start_shell --direnv "$1"
  run_line 'cd ~/both'
  expect_variable AWS_PROFILE acme-dev
  run_line 'echo "profile = acme-prod" >.ssoenv; touch -d "+1 minute" .ssoenv'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'ssoenv allow'
  run_line ''
  expect_variable AWS_PROFILE acme-prod
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
in_each_order 'use sso_profile without NAME follows the .ssoenv' use_binding

by_hand() {
  write_envrc both 'export AWS_PROFILE=from-envrc'
  start_shell --direnv "$1"
  run_line 'cd ~/both'
  run_line "$(word export AWS_PROFILE by-hand)"
  expect_variable AWS_PROFILE by-hand
  run_line 'cd deep'
  expect_variable AWS_PROFILE by-hand
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
in_each_order 'a choice by hand under an .envrc holds until one leaves' by_hand

nested() {
  write_envrc both 'export AWS_PROFILE=from-envrc'
  start_shell --direnv "$1"
  run_line "$(word export AWS_PROFILE outer)"
  run_line 'cd ~/both'
  run_line "$SHELL_KIND"
  expect_variable AWS_PROFILE from-envrc
  run_line 'cd ~'
  expect_variable AWS_PROFILE outer
}
in_each_order 'a shell started under an .envrc gives the earlier value back when it leaves' nested

inner_binding() {
  write_envrc outer 'export AWS_PROFILE=from-envrc'
  bind outer/inner acme-dev
  start_shell --direnv "$1"
  run_line 'cd ~/outer'
  expect_variable AWS_PROFILE from-envrc
  run_line 'cd inner'
  expect_variable AWS_PROFILE from-envrc
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
in_each_order 'a binding below an .envrc that sets AWS_PROFILE is only shown' inner_binding

against_pin() {
  write_binding pinned $'profile = acme-dev\nsso_account_id = 111111111111\n'
  allow pinned
  write_envrc pinned "$2"
  start_shell --direnv "$1"
  run_line 'cd ~/pinned'
  assert_output --partial '~/pinned/.ssoenv: The profile "guest-dev" has account 333333333333, and the .ssoenv says 111111111111. The .envrc has set it.'
  expect_variable AWS_PROFILE guest-dev
  expect_segment 'guest-dev against .ssoenv'
  run_line ''
  refute_output --partial account
  expect_segment 'guest-dev against .ssoenv'
  write_envrc pinned 'export AWS_PROFILE=acme-dev'
  touch -d '+1 minute' "$HOME/pinned/.envrc"
  run_line ''
  run_line ''
  expect_variable AWS_PROFILE acme-dev
  expect_segment acme-dev
  run_line 'cd ~'
  expect_segment ''
}
against_pin_by_export() { against_pin "$1" 'export AWS_PROFILE=guest-dev'; }
against_pin_by_name() { against_pin "$1" 'use sso_profile guest-dev'; }
in_each_order 'an .envrc that sets another account than the .ssoenv pins is told of once, and marked' against_pin_by_export
in_each_order 'use sso_profile of another account than the .ssoenv pins is told of once, and marked' against_pin_by_name
