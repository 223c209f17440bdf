# bash: where the hook stands among other functions, and when it acts.
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

# What a person's own prompt command saw, and how often it ran.
NOTE='note() { NOTED=$? LAST=$_ PIPE="${PIPESTATUS[*]}"; COUNT=$((${COUNT-0} + 1)); }'

# Our entries, in the order in which they stand among the names that a test knows.
ENTRIES='declare -p PROMPT_COMMAND STARSHIP_PROMPT_COMMAND precmd_functions 2>/dev/null | grep -oE "__ssoenv_on_prompt|__ssoenv_on_ps1|_direnv_hook|note|builder|starship_precmd|__bp_interactive_mode" | xargs'

works() {
  assert_output ''
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_output acme-dev
  expect_segment acme-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
  expect_segment ''
}

forms() {
  local form number=0 forms=(
    'unset PROMPT_COMMAND' 'PROMPT_COMMAND=' 'PROMPT_COMMAND=note' 'PROMPT_COMMAND="note;"' 'PROMPT_COMMAND="note; "'
    'PROMPT_COMMAND=note$'\''\n'\' 'PROMPT_COMMAND="note & wait"' 'PROMPT_COMMAND="note # why"' 'PROMPT_COMMAND=(note)'
    'PROMPT_COMMAND=(note "note;")' 'IFS=,; PROMPT_COMMAND=(note note)' 'export PROMPT_COMMAND=note'
  )
  for form in "${forms[@]}"; do
    start_shell "form-$((++number))" --before "$NOTE; $form" --after 'eval "$(ssoenv hook bash)"'
    works
    run_line "$ENTRIES"
    assert_output --regexp '^__ssoenv_on_prompt( note)* __ssoenv_on_ps1$'
    run_line 'echo "${COUNT-none}"'
    refute_output 0
  done
}
# pitfalls 4, 5
bash_only 'the hook finds its place in PROMPT_COMMAND, whatever form it has, and once' forms

read_only_commands() {
  start_shell --before 'PROMPT_COMMAND=:; readonly PROMPT_COMMAND'
  assert_output 'ssoenv: PROMPT_COMMAND is read-only in this shell, so ssoenv can only follow cd.'
  run_line ''
  assert_output ''
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'cd ~; printenv AWS_PROFILE'
  assert_output ''
}
# pitfall 8
bash_only 'a read-only PROMPT_COMMAND is told once, and cd still counts' read_only_commands

inherited_commands() {
  start_shell --before 'export PS1 PROMPT_COMMAND=:'
  run_line 'cd ~/acme'
  run_line 'bash --norc --noprofile'
  assert_output ''
  run_line 'printenv AWS_PROFILE'
  assert_output acme-dev
  expect_segment ''
}
# pitfall 9
bash_only 'a child without the hook does not complain of an exported PROMPT_COMMAND' inherited_commands

order() {
  local when
  for when in before after; do
    start_shell "direnv-$when" --direnv "$when" --before "$NOTE"'; PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND;}note'
    run_line "$ENTRIES"
    assert_output '_direnv_hook __ssoenv_on_prompt note __ssoenv_on_ps1'
  done
  start_shell array --before "$NOTE"'; PROMPT_COMMAND=("${PROMPT_COMMAND[@]}" note)' --direnv before
  run_line "$ENTRIES"
  assert_output '_direnv_hook __ssoenv_on_prompt note __ssoenv_on_ps1'
  # behind ours, as some frameworks attach it
  start_shell appended --after '_direnv_hook() { :; }; PROMPT_COMMAND="$PROMPT_COMMAND;_direnv_hook"'
  run_line "$ENTRIES"
  assert_output '_direnv_hook __ssoenv_on_prompt __ssoenv_on_ps1'
  start_shell element --after '_direnv_hook() { :; }; PROMPT_COMMAND=("${PROMPT_COMMAND[@]}" _direnv_hook)'
  run_line "$ENTRIES"
  assert_output '_direnv_hook __ssoenv_on_prompt __ssoenv_on_ps1'
}
bash_only "the hook runs after direnv's, whatever was loaded first" order

# A builder that takes PROMPT_COMMAND over and runs what was there before itself, as starship does.
STARSHIP='starship_precmd() { eval "${STARSHIP_PROMPT_COMMAND-}"; PS1="<${AWS_PROFILE-}> $PS1_OWN"; }
  PS1_OWN=$PS1; STARSHIP_PROMPT_COMMAND=${PROMPT_COMMAND-}; PROMPT_COMMAND=starship_precmd'

starship() {
  local place
  for place in --before --after; do
    start_shell "starship$place" "$place" "$STARSHIP"
    run_line 'cd ~/acme'
    bind other acme-prod
    run_line 'pushd ~/other >/dev/null'
    run_line 'rm .ssoenv'
    shown
    assert_output --partial '<acme-prod>'
    run_line 'echo "$PS1"'
    assert_line --partial '<>'
    refute_output --partial ssoenv
    run_line "$ENTRIES"
    assert_output --regexp '^starship_precmd __ssoenv_on_prompt'
  done
}
# pitfall 6
bash_only 'a prompt builder that takes PROMPT_COMMAND over shows fresh values, and no second segment' starship

preexec_framework() {
  start_shell --after 'bash_preexec_imported=defined; preexec_functions=(mine); PROMPT_COMMAND=$PROMPT_COMMAND$'\''\n'\''__bp_interactive_mode; __bp_interactive_mode() { :; }'
  run_line 'echo "${preexec_functions[@]}" / "$PS0"'
  assert_output 'mine __ssoenv_on_preexec /'
  run_line "$ENTRIES"
  assert_output '__ssoenv_on_prompt __ssoenv_on_ps1 __bp_interactive_mode'
}
# pitfall 7
bash_only 'with bash-preexec the hook uses its functions instead of PS0' preexec_framework

kept() {
  start_shell --before "$NOTE; PROMPT_COMMAND=(note)"
  run_line 'cd ~/acme'
  run_line 'false | true | (exit 3)'
  expect_status 3
  run_line 'echo "$NOTED / $PIPE"'
  assert_output '3 / 1 0 3'
  run_line 'false | true | (exit 3)'
  run_line 'echo "$? / ${PIPESTATUS[*]}"'
  assert_output '3 / 1 0 3'
  run_line 'echo a last'
  run_line 'echo "$_ / $LAST"'
  assert_output 'last / last'
}
# pitfall 3
bash_only '$?, $_ and PIPESTATUS are what the command left, for the person and for other hooks' kept

own_cd() {
  start_shell function --before 'cd() { builtin cd "$@" && echo mine; }'
  run_line 'cd ~/acme'
  assert_output mine
  expect_variable AWS_PROFILE acme-dev
  start_shell alias --before 'alias pushd="echo mine"'
  run_line 'pushd ~/acme'
  assert_output "mine $HOME/acme"
  run_line 'type -t cd pushd popd'
  assert_output "$(printf '%s\n' function alias function)"
  start_shell declined --hook-options --no-cd
  run_line 'type -t cd pushd popd'
  assert_output "$(printf '%s\n' builtin builtin builtin)"
}
bash_only 'cd, pushd and popd that a person has made stay theirs, and --no-cd declines ours' own_cd

stacks() {
  start_shell
  run_line 'pushd ~/acme >/dev/null && printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'popd >/dev/null; printenv AWS_PROFILE'
  assert_output ''
  run_line 'CDPATH=~; cd acme'
  assert_output "$HOME/acme"
  run_line 'cd - >/dev/null; printenv AWS_PROFILE'
  assert_output ''
  run_line 'shopt -s autocd; ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~/nowhere'
  expect_status 1
  expect_variable AWS_PROFILE acme-dev
}
# pitfall 22
bash_only 'pushd, popd, CDPATH, cd - and autocd count at once' stacks

deactivated() {
  start_shell --before 'PROMPT_COMMAND=:; PS0=; declare -F >~/functions; declare -p PROMPT_COMMAND PS0 PS1 >~/variables'
  run_line 'cd ~/acme'
  run_line 'ssoenv_deactivate'
  expect_no_variable AWS_PROFILE
  expect_segment ''
  run_line 'declare -F | diff ~/functions -; declare -p PROMPT_COMMAND PS0 PS1 | diff ~/variables -'
  assert_output ''
  run_line 'compgen -v | grep -i ssoenv | grep -v TEST'
  assert_output ''
}
# pitfall 47
bash_only 'ssoenv_deactivate takes everything away' deactivated

not_interactive() {
  write_rc_files
  run env -i -C "$HOME/acme" "${ENVIRONMENT[@]}" bash -c '. ~/.bashrc; echo "${AWS_PROFILE-none} ${SSOENV_SHELL-none}"; declare -F' </dev/null
  assert_output 'none none'
  run env -i -C "$HOME/acme" "${ENVIRONMENT[@]}" VSCODE_RESOLVING_ENVIRONMENT=1 bash -i -c 'declare -F | grep ssoenv' </dev/null
  refute_output --partial 'declare -f'
  run env -i -C "$HOME/acme" "${ENVIRONMENT[@]}" bash --noprofile --norc -e -u -o pipefail -c 'eval "$(ssoenv hook bash)"; echo fine' </dev/null
  assert_output fine
}
# pitfalls 17, 18, 48
bash_only 'nothing happens where nobody sits: scripts, editor probes' not_interactive
