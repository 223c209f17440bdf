# zsh: the segment in PROMPT, beside what else draws it.
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

rebuilt() {
  local theme='MINE=$PROMPT; theme() { psvar=(); PROMPT=$MINE }; precmd_functions+=(theme)'
  start_shell before --in "$HOME/acme" --before "$theme"
  expect_segment acme-dev
  start_shell after --in "$HOME/acme" --after "$theme"
  expect_segment acme-dev
  run_line 'true'
  expect_segment acme-dev
  run_line 'print -r -- ${#PROMPT//[^V]}'
  assert_output 6
  run_line 'cd ~'
  expect_segment ''
}
# pitfall 44
zsh_only 'a theme that builds PROMPT anew each time, or empties psvar, keeps the segment, once' rebuilt

multi_line() {
  start_shell --in "$HOME/acme" --after $'setopt prompt_subst; two() { print -r -- "$1" }\nPROMPT+=$\'$(two one\ntwo two) \''
  expect_segment ''
  run_line 'print -r -- $SSOENV_PROMPT ${PROMPT[1,5]}'
  assert_output --partial 'acme-dev %(30V'
}
zsh_only 'a substitution that spans lines is not torn' multi_line

as_data() {
  write_config $'[profile "%F{red}$(touch ~/owned)"]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev\n'
  bind odd '%F{red}$(touch ~/owned)'
  start_shell --before 'setopt prompt_subst'
  run_line 'cd ~/odd'
  expect_segment '%F{red}$(touch ~/owned)'
  run_line 'ls ~/owned'
  assert_output --partial 'No such file'
}
zsh_only 'a name is data: nothing in it is expanded' as_data

others() {
  local name
  for name in starship_precmd _p9k_precmd _omp_precmd; do
    start_shell "$name" --in "$HOME/acme" --after "$name() { :; }; precmd_functions+=($name)"
    expect_segment ''
    run_line 'print -r -- $SSOENV_PROMPT $SSOENV_STATE $#psvar'
    assert_output 'acme-dev ok 0'
  done
  start_shell own --in "$HOME/acme" --after 'setopt prompt_subst; PROMPT="$PROMPT"'"'"'($SSOENV_PROMPT) '"'"
  expect_segment ''
}
# pitfall 44
zsh_only 'where starship, powerlevel10k, oh-my-posh or the user draw it, the prompt is left alone' others

colours() {
  start_shell coloured --in "$HOME/acme"
  run_line 'print -r -- ${(%)PROMPT} >~/drawn'
  run cat "$HOME/drawn"
  assert_output --partial $'\e[32macme-dev\e[39m '
  set_environment NO_COLOR=1
  start_shell plain --in "$HOME/acme"
  expect_segment acme-dev
  run_line 'print -r -- ${(%)PROMPT} >~/drawn'
  run cat "$HOME/drawn"
  refute_output --partial $'\e['
}
zsh_only "the colour is the segment's alone, and there is none under NO_COLOR" colours

quiet_start() {
  rm -rf "$HOME/.local/state/ssoenv"
  write_binding acme $'profile = acme-dev\n# changed\n'
  start_shell --in "$HOME/acme"
  assert_output ''
  expect_segment refused
  run_line 'true'
  assert_output --partial 'has changed since it was allowed'
  run_line 'true'
  assert_output ''
}
# pitfall 43
zsh_only 'nothing is printed before the first prompt, where an instant prompt would show it' quiet_start
