# bash: the segment in PS1, and the question before a command in PS0.
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

SEGMENT='\[${__ssoenv_on-}\]${__ssoenv_shown-}\[${__ssoenv_off-}\]'

last_line() {
  local number=0 before after
  while IFS=$'\t' read -r before after; do
    start_shell "ps1-$((++number))" --after "$(printf 'OWN=%q; PROMPT_COMMAND+=$'\''\\nPS1=$OWN\\n__ssoenv_on_ps1\\nSEEN=$PS1; PS1=$KEEP'\''; KEEP=$PS1' "$before")"
    run_line 'printf "%s|\n" "$SEEN"'
    assert_output "${after/SEGMENT/$SEGMENT}|"
  done <<'CASES'
\w\$ 	SEGMENT\w\$ 
\u@\h\n\$ 	\u@\h\nSEGMENT\$ 
one\ntwo\nthree 	one\ntwo\nSEGMENTthree 
$(git_branch)\n\$ 	$(git_branch)\nSEGMENT\$ 
$(printf "a\nb")\$ 	SEGMENT$(printf "a\nb")\$ 
\[\e]0;\w\n\a\]\$ 	SEGMENT\[\e]0;\w\n\a\]\$ 
`date`\n\$ 	`date`\nSEGMENT\$ 
CASES
}
bash_only 'the segment stands before the last line of PS1, and never inside of a substitution' last_line

rebuilt() {
  start_shell --before 'mine() { PS1=$OWN; }; OWN=$PS1; PROMPT_COMMAND=mine'
  run_line 'cd ~/acme'
  expect_segment acme-dev
  run_line ''
  expect_segment acme-dev
  run_line 'cd ~'
  expect_segment ''
}
# pitfall 44
bash_only 'a PS1 that is built anew at each prompt has the segment, once' rebuilt

no_expansion() {
  start_shell --before 'shopt -u promptvars; PS1='\''\[\e]777;end\a\]--\n\[\e]777;ready;0;\a\]$ '\'
  run_line 'cd ~/acme'
  shown
  refute_output --partial ssoenv
  expect_variable AWS_PROFILE acme-dev
  start_shell later
  run_line 'cd ~/acme'
  run_line 'shopt -u promptvars; PS1=${PS1/\$\?/0}'
  run_line 'printf "%s\n" "$PS1$PS0"'
  refute_output --partial ssoenv
}
bash_only 'without promptvars nothing is added to the prompt' no_expansion

hostile_profile() {
  start_shell
  run_line 'cd ~/acme'
  run_line "export AWS_PROFILE='\$(touch ~/hacked)\`touch ~/hacked\`\\w\\e[31m'"
  expect_segment '?'
  [[ ! -e $HOME/hacked ]]
}
bash_only 'a name in AWS_PROFILE cannot run in the prompt' hostile_profile

own_ps0() {
  start_shell --before "PS0='own \${COUNT-}'"
  run_line 'COUNT=2'
  run_line 'echo here'
  assert_output 'own 2here'
  run_line 'cd ~/acme; PS0=again'
  run_line 'printf "%s\n" "$PS0"'
  assert_output --regexp '^again.*__ssoenv_on_ps0.*'
}
bash_only "the question before a command joins the person's PS0, also a later one" own_ps0
