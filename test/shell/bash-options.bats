# bash: the hook works, and leaves everything as it is, under whatever options and aliases a person has.
# shellcheck disable=SC2016,SC2154 # the shell under test expands; output is the rig's
load helper

setup() {
  bound_home
  program settle --shell bash --event first --dir "$HOME/acme"
}

bash_only() {
  case " ${SSOENV_TEST_SHELLS:-bash} " in
    *' bash '*) SSOENV_TEST_SHELLS=bash each_shell "$@" ;;
  esac
}

OPTIONS=('set -e' 'set -u' 'set -eu -o pipefail' 'set -E; trap "echo ERR" ERR' 'set -C' 'set -f' 'set -a' 'set -o posix' 'set -T'
  'shopt -s nullglob failglob dotglob' 'shopt -s nocasematch nocaseglob' 'shopt -s extglob globstar' 'shopt -u extquote'
  'shopt -s localvar_inherit' 'shopt -s lastpipe' 'shopt -u sourcepath' 'IFS=/' 'IFS=0123456789' 'IFS=' 'LC_ALL=C')

goes_in_and_out() {
  assert_output ''
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_output acme-dev
  expect_segment acme-dev
  run_line 'cd ~; printenv AWS_PROFILE'
  assert_output earlier
  expect_segment ''
}

options() { # --before | --after
  local option number=0
  for option in "${OPTIONS[@]}"; do
    start_shell "option-$((++number))" "$1" "$option"
    goes_in_and_out
    run_line '! true'
    [[ $option == *ERR* ]] || expect_status 1
  done
}
# pitfalls 1, 2, 10, 12, 16
bash_only 'options that are set before the hook is loaded do not touch it' options --before
# pitfalls 1, 2, 10, 12, 16
bash_only 'options that are set after the hook was loaded do not touch it' options --after

status_under_errexit() {
  start_shell --before 'set -e'
  run_line 'cd ~/acme'
  run_line '! true'
  expect_status 1
  press 'sleep 61' enter
  # Before it runs, Ctrl-C would be the shell's.
  local looks=0
  until grep -qsxz 61 /proc/[0-9]*/cmdline || ((++looks > 500)); do :; done
  press ctrl-c
  await_prompt
  expect_status 130
  run_line 'echo alive'
  assert_output alive
}
# pitfall 1
bash_only 'set -e: a status that is not 0 does not end the shell at the prompt' status_under_errexit

aliases() {
  local word words=''
  for word in local declare builtin printf unset return shift set read shopt export case history command type; do
    words+="alias $word='echo ALIAS $word'; "
  done
  start_shell --before "$words"
  assert_output ''
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_output acme-dev
  expect_segment acme-dev
  run_line 'alias local'
  assert_output "alias local='echo ALIAS local'"
}
# pitfall 11
bash_only 'aliases are not expanded in the hook, and stay' aliases

trace() {
  start_shell
  run_line 'set -x'
  run_line 'cd ~/acme'
  run_line 'true'
  refute_output --partial "$HOME"
  # The entries themselves, and what the prompt ends with.
  ((${#lines[@]} <= 16)) || fail "$output"
}
# pitfall 13
bash_only 'set -x traces a few lines of the hook and no path' trace

traps() {
  start_shell --before "trap 'echo ERR' ERR; trap 'echo INT' INT; trap 'echo BYE' EXIT"
  run_line 'cd ~/acme'
  assert_output ''
  run_line 'cd ~'
  assert_output ''
  run_line 'trap'
  assert_output "$(printf "trap -- 'echo %s' %s\n" BYE EXIT INT SIGINT ERR ERR)"
}
# pitfall 14
bash_only 'traps stay, and none is sprung by the hook' traps

read_only_names() {
  start_shell --before 'readonly dir=1 file=2 path=3 line=4 key=5 value=6 state=7 text=8 name=9 status=10 now=11 rest=12 i=13'
  goes_in_and_out
}
bash_only "a person's read-only variables are in nobody's way" read_only_names

hostile_environment() {
  set_environment '__ssoenv_before=a[$(touch ~/hacked)]' '__ssoenv_now=a[$(touch ~/hacked)]' '__ssoenv_until=a[$(touch ~/hacked)]' \
    '__ssoenv_gate=a[$(touch ~/hacked)]' 'EPOCHSECONDS=a[$(touch ~/hacked)]' 'SSOENV_PREV==$(touch ~/hacked)' 'SSOENV_DIR=/'
  start_shell
  goes_in_and_out
  [[ ! -e $HOME/hacked ]]
}
bash_only 'nothing in the environment is evaluated' hostile_environment
