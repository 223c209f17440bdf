# A .ssoenv does nothing until it is trusted, and trust is for the path and these very bytes.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
}

untrusted() {
  write_binding acme $'profile = acme-dev\n'
  mkdir -p "$HOME/acme/deep"
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  assert_output --partial '/acme/.ssoenv is not trusted'
  assert_output --partial 'ssoenv allow'
  expect_variable AWS_PROFILE earlier
  run_line ''
  assert_output ''
  run_line 'cd deep'
  assert_output ''
  run_line 'cd ~; cd ~/acme'
  assert_output ''
  run_line 'ssoenv allow'
  expect_status 0
  assert_output --partial acme-dev
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
}
each_shell 'a file that is not trusted changes nothing and is told once; ssoenv allow makes it count' untrusted

link() {
  mkdir -p "$HOME/acme"
  start_shell --in "$HOME/acme"
  run_line 'ssoenv link acme-dev'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cat .ssoenv'
  assert_output --partial 'acme-dev'
  run_line 'ssoenv unlink'
  expect_no_variable AWS_PROFILE
  run_line 'ls -A'
  assert_output ''
}
each_shell 'ssoenv link writes and trusts the file, unlink takes both back' link

denied() {
  bind acme acme-dev
  start_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'ssoenv deny'
  expect_no_variable AWS_PROFILE
  run_line 'ssoenv allow'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'ssoenv deny withdraws the trust' denied

changed() {
  bind acme acme-dev
  mkdir -p "$HOME/acme/deep"
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'echo "profile = acme-prod" >.ssoenv'
  assert_output --partial 'has changed since it was allowed'
  expect_variable AWS_PROFILE ssoenv-refused
  segment
  assert_output --partial refused
  run_line ''
  assert_output ''
  run_line 'cd deep'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'ssoenv allow'
  expect_variable AWS_PROFILE acme-prod
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
}
each_shell 'a trusted file that changed is refused until it is allowed' changed

changed_back() {
  bind acme acme-dev
  start_shell
  run_line 'cd ~/acme'
  run_line 'echo "profile = acme-prod" >.ssoenv'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'echo "profile = acme-dev" >.ssoenv'
  expect_variable AWS_PROFILE acme-dev
  # an older file takes its place, within the same second
  run_line 'echo "profile = acme-prod" >other; touch -d "2001-01-01" other; mv other .ssoenv'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'printf "profile = acme-dev" >.ssoenv'
  expect_variable AWS_PROFILE ssoenv-refused
}
# pitfall 26
each_shell 'trust is for the exact bytes: an older file counts, a missing line end counts, the allowed text is trusted again' changed_back

nearer() {
  bind acme acme-dev
  write_binding acme/vendor/lib $'profile = acme-prod\n'
  start_shell
  run_line 'cd ~/acme'
  run_line 'cd vendor/lib && printenv AWS_PROFILE'
  assert_line --index 0 ssoenv-refused
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'cd ../..'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd vendor/lib'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'ssoenv allow'
  expect_variable AWS_PROFILE acme-prod
}
each_shell 'an untrusted file nearer than a trusted one is refused until it is allowed' nearer

moved() {
  bind acme acme-dev
  start_shell
  run_line 'cp -rp ~/acme ~/copy; cd ~/copy'
  assert_output --partial 'is not trusted'
  expect_no_variable AWS_PROFILE
}
each_shell 'trust is for the path: a copy elsewhere is not trusted' moved

target() {
  bind acme acme-dev
  start_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'sed -i s/111111111111/999999999999/ ~/.aws/config'
  assert_output --partial 111111111111
  assert_output --partial 999999999999
  expect_variable AWS_PROFILE ssoenv-refused
}
each_shell 'a profile that points to another account than the one that was allowed is refused' target

two_shells() {
  write_binding acme $'profile = acme-dev\n'
  start_shell one --in "$HOME/acme"
  start_shell two --in "$HOME/acme"
  run_line 'ssoenv allow'
  expect_variable AWS_PROFILE acme-dev
  to_shell one
  run_line ''
  expect_variable AWS_PROFILE acme-dev
  run_line 'ssoenv deny'
  to_shell two
  run_line ''
  expect_no_variable AWS_PROFILE
}
each_shell 'what one shell allows or denies holds in the others at their next prompt' two_shells

at_once() {
  bind other acme-prod
  write_binding acme $'profile = acme-dev\n'
  mkdir -p "$HOME/linked"
  start_shell
  run_line 'cd ~/other'
  run_line 'cd ~'
  run_line 'ssoenv allow ~/acme'
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_line --index 0 acme-dev
  run_line 'cd ~'
  run_line 'env -C linked ssoenv link acme-dev'
  run_line 'cd ~/linked && printenv AWS_PROFILE'
  assert_line --index 0 acme-dev
  run_line 'cd ~/other && printenv AWS_PROFILE'
  assert_line --index 0 acme-prod
}
each_shell 'allow and link hold for the very line that goes there, and take nothing from other directories' at_once
