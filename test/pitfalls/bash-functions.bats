# bash: others that take a place in PROMPT_COMMAND, or take it over.
# shellcheck disable=SC2016,SC2154 # the shell under test expands; output is the rig's
load ../shell/helper
load only.bash

setup() { bound_home; }

works() {
  run_line 'cd ~/acme'
  run_line 'printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'cd ~'
  run_line 'printenv AWS_PROFILE'
  assert_output ''
}

# What they do to PROMPT_COMMAND when the hook has its place there.
# shellcheck disable=SC2034 # by their names
VSCODE='__vsc_original_prompt_command=("${PROMPT_COMMAND[@]}")
  __vsc_prompt_cmd_original() { local status=$? cmd; for cmd in "${__vsc_original_prompt_command[@]}"; do (exit "$status"); eval "$cmd"; done; }
  PROMPT_COMMAND=__vsc_prompt_cmd_original'
# shellcheck disable=SC2034
STARSHIP='starship_precmd() { eval "${STARSHIP_PROMPT_COMMAND-}"; }
  STARSHIP_PROMPT_COMMAND=${PROMPT_COMMAND-}; PROMPT_COMMAND=starship_precmd'

# bash-preexec: waits for the first prompt, then stands around what is there. The file itself may be named by
# SSOENV_TEST_BASH_PREEXEC.
PREEXEC='__bp_imported=defined; precmd_functions=() preexec_functions=()
  each_of() { local each; for each in "${@:2}"; do "$each" "$1"; done; }
  __bp_precmd_invoke_cmd() { each_of "" ${precmd_functions[@]+"${precmd_functions[@]}"}; }
  __bp_interactive_mode() { __bp_typing=1; }
  __bp_preexec_invoke_exec() { [[ -z ${__bp_typing-} ]] || { __bp_typing=""; each_of "$BASH_COMMAND" ${preexec_functions[@]+"${preexec_functions[@]}"}; }; }
  __bp_install() {
    local nl=$'\''\n'\''
    PROMPT_COMMAND=__bp_precmd_invoke_cmd$nl${PROMPT_COMMAND/__bp_install/:}$nl"__bp_interactive_mode"
    trap __bp_preexec_invoke_exec DEBUG
    __bp_interactive_mode
  }
  PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\''\n'\''}__bp_install'
[[ -z ${SSOENV_TEST_BASH_PREEXEC-} ]] || PREEXEC=". $SSOENV_TEST_BASH_PREEXEC"

# Two prompts call the hook's function twice.
runs_once() {
  run_line 'eval "counted_$(declare -f __ssoenv_on_prompt)"; __ssoenv_on_prompt() { RUNS=$((RUNS + 1)); counted___ssoenv_on_prompt "$@"; }; RUNS=0'
  run_line 'RUNS=0'
  run_line ':'
  run_line 'echo "$RUNS"'
  assert_output 2
}

rewritten() {
  local name
  for name in NOBODY VSCODE STARSHIP PREEXEC; do
    start_shell "$name"
    [[ $name == NOBODY ]] || run_line "${!name//$'\n'/;}"
    run_line ''
    run_line '. ~/.bashrc'
    assert_output ''
    run_line '. ~/.bashrc'
    works
    runs_once
  done
}
bash_only 'pitfall 5: loaded again after VS Code, starship or bash-preexec took PROMPT_COMMAND over, the hook runs once at a prompt' rewritten

preexec() {
  local place
  for place in --before --after; do
    start_shell "preexec$place" "$place" "$PREEXEC; theirs() { THEIRS=\$((\${THEIRS-0} + 1)); }; precmd_functions+=(theirs); before() { LAST=\$1; }; preexec_functions+=(before)"
    works
    run_line 'THEIRS=0'
    run_line 'echo "$THEIRS / $LAST"'
    assert_output '1 / echo "$THEIRS / $LAST"'
    run_line 'false'
    expect_status 1
    run_line 'echo "${preexec_functions[*]}"'
    assert_output --partial __ssoenv_on_preexec
    works
  done
}
bash_only 'pitfall 7: bash-preexec that is loaded before or after has its functions called, and so has the hook' preexec

wrapped() {
  # VS Code puts its marks around a PS1 that is not its own
  local wrap='wrap() { [[ $PS1 == "$WRAPPED" ]] || { WRAPPED="\[\e]633;A\a\]$PS1\[\e]633;B\a\]"; PS1=$WRAPPED; }; }'
  start_shell --before "$wrap; PROMPT_COMMAND=wrap"
  run_line 'cd ~/acme'
  run_line 'SIZE=${#PS1}'
  run_line ''
  run_line ''
  run_line 'echo $((${#PS1} - SIZE))'
  assert_output 0
  expect_segment acme-dev
}
bash_only 'pitfall 44: a prompt that is wrapped at each prompt has the segment once, and does not grow' wrapped
