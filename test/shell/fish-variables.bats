# Universal, global and unexported variables: what only fish has to put back.
# shellcheck disable=SC2016,SC2154 # the shell under test expands, not this one; output comes from the helper
load fish-only.bash
load helper

bound() {
  write_config
  write_token corp '+8 hours'
  bind acme acme-dev
}

universal() {
  bound
  start_shell
  run_line 'set -Ux AWS_PROFILE plain'
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE plain
  run_line 'set -qg AWS_PROFILE; or echo universal again'
  assert_output 'universal again'
}
# pitfall 30
each_shell 'a universal AWS_PROFILE is hidden, and shows again' universal

universal_changes() {
  bound
  start_shell
  run_line 'set -Ux AWS_PROFILE plain'
  run_line 'cd ~/acme'
  start_shell other
  run_line 'set -Ux AWS_PROFILE acme-prod'
  to_shell main
  eventually_variable acme-prod 'set -S AWS_PROFILE'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE acme-prod
}
each_shell 'a universal AWS_PROFILE that was changed elsewhere shows with its new value' universal_changes

eventually_variable() { # TEXT LINE
  local end=$((SECONDS + ${SSOENV_TEST_PATIENCE:-60}))
  while :; do
    run_line "$2"
    [[ $output != *"$1"* ]] || return 0
    ((SECONDS < end)) || fail "$2 never shows $1"
  done
}

universal_unset() {
  bound
  start_shell
  run_line 'set -Ux AWS_PROFILE plain'
  run_line 'ssoenv use acme-dev'
  expect_variable AWS_PROFILE acme-dev
  run_line 'ssoenv use --unset'
  assert_output --partial 'Try: set -e -U AWS_PROFILE'
  expect_status 1
  expect_variable AWS_PROFILE plain
}
each_shell 'ssoenv use --unset says that a universal AWS_PROFILE is still there' universal_unset

global_over_universal() {
  bound
  start_shell
  run_line 'set -Ux AWS_PROFILE plain; set -gx AWS_PROFILE acme-prod'
  run_line 'cd ~/acme; cd ~'
  expect_variable AWS_PROFILE acme-prod
}
# pitfall 30
each_shell 'a global AWS_PROFILE over a universal one comes back' global_over_universal

in_a_function() {
  bound
  start_shell --after 'function go; set -l AWS_REGION here; cd ~/acme; printenv AWS_PROFILE; end'
  run_line 'cd ~/acme'
  run_line 'cd ~'
  run_line 'go'
  assert_output acme-dev
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'cd inside of a function counts for the shell' in_a_function

substitution() {
  bound
  start_shell
  run_line 'cd ~/acme'
  run_line 'cd ~'
  # fish has no subshells: this moves the shell
  run_line 'echo (cd ~/acme; printenv AWS_PROFILE)'
  assert_output acme-dev
  expect_variable AWS_PROFILE acme-dev
  run_line 'pwd'
  assert_output "$HOME/acme"
}
# pitfall 21
each_shell 'cd inside of a command substitution moves the shell, and the profile with it' substitution

read_limit() {
  bound
  start_shell --after 'set -g fish_read_limit 40'
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'string repeat -n 100 x | read -z x; echo $status'
  assert_output 122
}
each_shell 'a small fish_read_limit of the person is no obstacle and stays' read_limit

twice() {
  bound
  start_shell --after 'ssoenv hook fish | source'
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'ssoenv hook fish | source'
  expect_segment acme-dev
  run_line 'functions --handlers-type generic | grep -c __ssoenv'
  assert_output 2
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
# pitfall 5
each_shell 'loading the hook twice changes nothing' twice

deactivate() {
  bound
  start_shell --before 'set -g AWS_REGION us-east-1'
  run_line 'cd ~/acme'
  expect_segment acme-dev
  run_line 'ssoenv_deactivate'
  expect_segment ''
  expect_no_variable AWS_PROFILE
  run_line 'set --names | string match -i "*ssoenv*" | grep -v SSOENV_TEST; functions --all --names | string match "*ssoenv*"'
  assert_output ''
  run_line 'cd ~; cd ~/acme; echo $AWS_REGION'
  assert_output us-east-1
}
# pitfall 47
each_shell 'ssoenv_deactivate leaves nothing behind' deactivate

not_interactive() {
  bound
  start_shell
  run env -i "${ENVIRONMENT[@]}" fish -c 'cd ~/acme; set -q AWS_PROFILE; or echo none; functions -q ssoenv; or echo none'
  assert_output $'none\nnone'
  run env -i "${ENVIRONMENT[@]}" VSCODE_RESOLVING_ENVIRONMENT=1 fish -i -c 'cd ~/acme; functions -q ssoenv; or echo none'
  assert_output 'none'
}
# pitfalls 17, 18
each_shell 'nothing is loaded in scripts, fish -c and editor probes' not_interactive

line_break() {
  write_config
  write_token corp '+8 hours'
  mkdir -p "$HOME/a"$'\n'"b/c"
  bind acme acme-dev
  start_shell
  run_line 'cd ~/acme'
  run_line 'cd ~/a\nb/c'
  assert_output ''
  expect_no_variable AWS_PROFILE
  printf 'profile = plain\n' >"$HOME/a"$'\n'"b/.ssoenv"
  run_line ''
  assert_output --partial 'not trusted'
  refute_output --partial $'\nb'
}
# pitfall 24
each_shell 'a directory whose name holds a line break is found, and is no reason to fail' line_break

universal_key() {
  write_settings $'shadow = unset\n'
  bound
  start_shell
  run_line 'set -Ux AWS_ACCESS_KEY_ID AKIAOLD'
  run_line 'cd ~/acme'
  assert_output --partial 'AWS_ACCESS_KEY_ID in the environment hides the profile'
  run_line 'set -e AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'
  expect_segment acme-dev
}
each_shell 'a universal key is not taken from all shells, but told of' universal_key
