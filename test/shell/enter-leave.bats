# Entering a bound directory sets AWS_PROFILE; leaving it restores what was there before.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  bound_home
  mkdir -p "$HOME/acme/deep/er" "$HOME/elsewhere"
}

entering() {
  start_shell
  expect_no_variable AWS_PROFILE
  run_line 'cd ~/acme'
  assert_output ''
  expect_variable AWS_PROFILE acme-dev
  expect_segment acme-dev
  run_line 'cd ~/elsewhere'
  assert_output ''
  expect_no_variable AWS_PROFILE
  expect_segment ''
}
# pitfall 30
each_shell 'entering sets AWS_PROFILE, leaving unsets it where nothing was there before' entering

restoring() {
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme/deep/er'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
  run_line 'cd ~/acme; cd /'
  expect_variable AWS_PROFILE earlier
}
# pitfall 30
each_shell 'leaving the directory restores the earlier AWS_PROFILE' restoring

empty_before() {
  start_shell
  run_line "$(word export AWS_PROFILE "''")"
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  run_line 'env | grep -cx AWS_PROFILE='
  assert_output 1
}
# pitfall 30
each_shell 'an empty AWS_PROFILE is empty again' empty_before

not_exported() {
  start_shell
  run_line "$(word set AWS_PROFILE kept)"
  expect_no_variable AWS_PROFILE
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
  run_line 'echo "<$AWS_PROFILE>"'
  assert_output '<kept>'
}
# pitfall 30
each_shell 'a value that was not exported is there again, and still not exported' not_exported

region() {
  write_binding acme $'profile = acme-dev\nregion = us-east-2\n'
  allow acme
  bind other guest-dev
  write_token guest '+8 hours'
  start_shell
  run_line "$(word export AWS_REGION eu-central-1)"
  run_line 'cd ~/acme'
  expect_variable AWS_REGION us-east-2
  run_line 'cd ~/other'
  expect_variable AWS_PROFILE guest-dev
  expect_variable AWS_REGION eu-central-1
  run_line 'cd ~/acme'
  expect_variable AWS_REGION us-east-2
  run_line 'cd ~'
  expect_variable AWS_REGION eu-central-1
}
each_shell 'AWS_REGION is set where the file says so, and restored' region

siblings() {
  bind acme/deep acme-prod
  bind other guest-dev
  write_token guest '+8 hours'
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd deep/er'
  expect_variable AWS_PROFILE acme-prod
  run_line 'cd ~/other'
  expect_variable AWS_PROFILE guest-dev
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
}
# pitfall 31
each_shell 'from one binding to another the nearest wins, and in the end the first value is back' siblings

one_line() {
  start_shell
  run_line 'cd ~/acme'
  run_line 'cd ~ && printenv AWS_PROFILE'
  assert_output ''
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'cd ~'
  run_line 'pushd ~/acme >/dev/null && printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'popd >/dev/null && printenv AWS_PROFILE'
  assert_output ''
  run_line 'cd - >/dev/null && cd ~/acme >/dev/null && printenv AWS_PROFILE'
  assert_output acme-dev
}
# pitfall 20
each_shell 'a command on the same line as cd already has the profile' one_line

subshell() {
  start_shell
  run_line 'cd ~/acme'
  run_line 'cd ~'
  case $SHELL_KIND in
    fish) run_line 'echo (cd ~/acme; printenv AWS_PROFILE; cd ~)' ;;
    *) run_line '(cd ~/acme; printenv AWS_PROFILE)' ;;
  esac
  assert_output acme-dev
  expect_no_variable AWS_PROFILE
}
# pitfall 21
each_shell 'a subshell that changes directory has the profile, its parent not' subshell

unknown_on_one_line() {
  bind acme/deep acme-prod
  rm -r "$HOME/.local/state/ssoenv/dirs"
  start_shell
  run_line 'cd ~/acme'
  run_line 'cd deep && printenv AWS_PROFILE'
  assert_output ssoenv-refused
  expect_variable AWS_PROFILE acme-prod
}
each_shell 'a directory that was never settled keeps no older profile until the prompt has settled it' unknown_on_one_line

gone() {
  mkdir -p "$HOME/gone"
  start_shell
  run_line 'cd ~/acme'
  run_line 'rm .ssoenv'
  expect_no_variable AWS_PROFILE
  printf 'profile = acme-dev\n' >"$HOME/acme/.ssoenv"
  run_line ''
  expect_variable AWS_PROFILE acme-dev
  run_line 'mkdir -p ~/acme/brief && cd ~/acme/brief && rmdir ~/acme/brief'
  run_line 'true'
  expect_status 0
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
# pitfalls 24, 26
each_shell 'a file that is removed or comes back while one is there counts at the next prompt' gone

symlink() {
  ln -s acme "$HOME/link"
  start_shell
  run_line 'cd ~/link'
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
  mkdir -p "$HOME/with space/\$(touch hacked)\`x\`%F{red}"
  printf 'profile = acme-prod\n' >"$HOME/with space/.ssoenv"
  program allow "$HOME/with space"
  run_line 'cd "$HOME/with space"/*touch*'
  expect_variable AWS_PROFILE acme-prod
  expect_segment acme-prod
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
  [[ ! -e $HOME/hacked ]]
}
# pitfalls 24, 25
each_shell 'directories may have any name' symlink

read_only() {
  start_shell
  run_line 'AWS_PROFILE=mine; readonly AWS_PROFILE'
  run_line 'cd ~/acme'
  assert_output --partial AWS_PROFILE
  run_line ''
  assert_output ''
  run_line 'echo $AWS_PROFILE'
  assert_output mine
  run_line 'cd ~'
  assert_output ''
}
# pitfall 8
each_shell --not fish 'a read-only AWS_PROFILE is told once and left alone' read_only

left_behind() {
  write_token corp '+10 minutes'
  start_shell
  run_line 'cd ~/acme'
  expect_variable SSOENV_STATE expiring
  run_line 'cd ~'
  expect_variable SSOENV_STATE none
  run_line 'cd ~/acme'
  end_session corp
  run_line ''
  expect_variable SSOENV_STATE login
  run_line 'cd ~'
  expect_variable SSOENV_STATE none
}
each_shell 'outside of it the session that is ending there is nothing to this shell' left_behind
