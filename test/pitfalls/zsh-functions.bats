# zsh: others that draw the prompt.
# shellcheck disable=SC2016,SC2154 # the shell under test expands; output is the rig's
load ../shell/helper
load only.bash

setup() { bound_home; }

wrapped() {
  local wrap='wrap() { [[ $PROMPT == "$WRAPPED" ]] || { WRAPPED="%{"$'\''\e'\''"]633;A"$'\''\a'\''"%}$PROMPT"; PROMPT=$WRAPPED } }; precmd_functions+=(wrap)'
  start_shell --after "$wrap; RPROMPT=right"
  run_line 'cd ~/acme'
  run_line 'SIZE=${#PROMPT}'
  run_line ''
  run_line ''
  run_line 'print -r -- $((${#PROMPT} - SIZE)) $RPROMPT'
  assert_line --partial '0 right'
  segment
  assert_output --regexp '^acme-dev( |$)'
}
zsh_only 'pitfall 44: a prompt that is wrapped at each prompt has the segment once, does not grow, and RPROMPT stays' wrapped
