# zsh: the hook works, and leaves everything as it is, under whatever options and aliases a person has.
# shellcheck disable=SC2016,SC2154 # the shell under test expands; output is the rig's
load helper

setup() {
  bound_home
  program settle --shell zsh --event first --dir "$HOME/acme"
}

zsh_only() {
  case " ${SSOENV_TEST_SHELLS:-zsh} " in
    *' zsh '*) SSOENV_TEST_SHELLS=zsh each_shell "$@" ;;
  esac
}

OPTIONS=(KSH_ARRAYS SH_WORD_SPLIT NO_UNSET ERR_EXIT ERR_RETURN WARN_CREATE_GLOBAL WARN_NESTED_VAR NO_CLOBBER GLOB_SUBST
  NULL_GLOB IGNORE_BRACES POSIX_BUILTINS KSH_GLOB NO_BARE_GLOB_QUAL FORCE_FLOAT ALL_EXPORT RC_QUOTES PROMPT_SUBST)

OTHERS='theirs() { :; }; more() { :; }; precmd_functions=(theirs more); chpwd_functions=(theirs)'

goes_in_and_out() { # OPTION
  assert_output ''
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_output acme-dev
  expect_segment acme-dev
  run_line 'cd ~; printenv AWS_PROFILE'
  assert_output earlier
  expect_segment ''
  run_line 'print -l ${precmd_functions[@]} / ${chpwd_functions[@]} / ${preexec_functions[@]}'
  assert_output "$(printf '%s\n' __ssoenv_precmd theirs more __ssoenv_prompt / __ssoenv_chpwd theirs / __ssoenv_preexec)"
}

options_before() {
  local option
  for option in "${OPTIONS[@]}"; do
    start_shell "$option" --before "$OTHERS; setopt $option"
    goes_in_and_out "$option"
  done
}
# pitfall 10
zsh_only 'options that are set before the hook is loaded do not touch it' options_before

options_after() {
  local option
  for option in "${OPTIONS[@]}"; do
    start_shell "$option" --before "$OTHERS" --after "setopt $option"
    goes_in_and_out "$option"
  done
}
# pitfall 10
zsh_only 'options that are set after the hook was loaded do not touch it' options_after

aliases() {
  local word words=''
  for word in local typeset builtin print unset return shift set read sysread zmodload emulate; do
    words+="alias $word='echo ALIAS $word'; "
  done
  for word in file here event place text key value record session now REPLY; do
    words+="alias -g $word=GLOBAL; "
  done
  start_shell --before "$words"
  assert_output ''
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_output acme-dev
  expect_segment acme-dev
}
# pitfall 11
zsh_only 'aliases, also global ones, are not expanded in the hook' aliases

field_separators() {
  local separators
  for separators in / 0123456789 ''; do
    start_shell "ifs-$separators" --before "IFS='$separators'"
    run_line 'cd ~/acme && printenv AWS_PROFILE'
    assert_output acme-dev
    run_line 'print -r -- "[$IFS]"'
    assert_output "[$separators]"
  done
}
# pitfall 12
zsh_only 'IFS may be anything' field_separators

trace() {
  start_shell
  run_line 'set -x'
  run_line 'cd ~/acme'
  refute_output --partial ssoenv
  run_line 'true'
  refute_output --partial ssoenv
}
# pitfall 13
zsh_only 'set -x traces nothing of the hook' trace

traps() {
  start_shell --before "trap 'echo ZERR' ZERR; trap 'echo INT' INT"
  run_line 'cd ~/acme'
  assert_output ''
  run_line 'cd ~'
  assert_output ''
  run_line 'trap'
  assert_output "$(printf "trap -- 'echo INT' INT\ntrap -- 'echo ZERR' ZERR")"
}
# pitfall 14
zsh_only 'traps stay, and none is sprung by the hook' traps
