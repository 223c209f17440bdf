# shellcheck disable=SC2016,SC2154 # the shells under test expand; screen is the helper's
load helper

posh_line() { load_line "$1" "oh-my-posh init $1 --config ~/posh.json"; }

# The recipe's segment, the directory, and a prompt of one line.
write_posh_config() { # [MEMBERS of the configuration, beside its block] [TYPE of the block]
  cat >"$HOME/posh.json" <<EOF
{
  "version": 3, "final_space": true, ${1-}
  "blocks": [{ "type": "${2-prompt}", "alignment": "left", "segments": [
    $(recipe oh-my-posh json),
    { "type": "path", "style": "plain", "foreground": "blue", "template": "{{ .Path }} {{ .Code }} ❯" }
  ] }]
}
EOF
}

with_posh() { # LINES of the rc file, in order
  local line
  write_posh_config
  for line; do "$line" "$SHELL_KIND"; done | open "$SHELL_KIND"
}

states() {
  with_posh hook_line posh_line
  shows '❯'
  walk
}
each_shell 'oh-my-posh shows every state in its colour, and a name stays text' states

order() {
  with_posh "$@"
  expect_once
  type_line false
  shows 'acme-dev .*~/acme 1 ❯'
  type_line 'clear; echo ++; cd ~/live'
  shows acme-prod
  tmux -S "$screen" resize-window -x 50
  type_line 'clear; echo ++; cd ~/acme'
  eventually settled_once
}
each_shell 'loaded before oh-my-posh, the segment stands there once' order hook_line posh_line
each_shell 'loaded after oh-my-posh, the segment stands there once' order posh_line hook_line

again() {
  with_posh hook_line posh_line
  expect_once
  type_line "$(posh_line "$SHELL_KIND")"
  type_line "$(hook_line "$SHELL_KIND")"
  expect_once
}
each_shell 'both loaded again, the segment stands there once' again

late() {
  write_posh_config
  hook_line "$SHELL_KIND" | open "$SHELL_KIND"
  expect_once
  type_line "$(posh_line "$SHELL_KIND")"
  expect_once
  shows '❯'
}
each_shell 'oh-my-posh started at the prompt takes it over' late

transience() {
  write_posh_config '"transient_prompt": { "template": "then ", "foreground": "blue" },'
  {
    hook_line "$SHELL_KIND"
    posh_line "$SHELL_KIND"
  } | open "$SHELL_KIND"
  type_line 'cd ~/acme'
  shows 'acme-dev.*❯'
  type_line 'clear; echo ++'
  shows '^[+][+]'
  type_line 'echo more'
  shows '(^|ESC.39m)more'
  shows '^ESC\[34mthen '
  eventually settled_once
}
each_shell --not bash 'a transient prompt of oh-my-posh keeps no segment behind' transience

right() {
  write_posh_config '"async": true,' rprompt
  {
    "$1" "$SHELL_KIND"
    "$2" "$SHELL_KIND"
  } | open "$SHELL_KIND"
  expect_once
  shows '^ {60,}ESC\[([0-9;]*;)?32macme-dev .*~/acme'
  type_line 'clear; cd ~/live'
  shows 'ESC\[([0-9;]*;)?35m *acme-prod'
}
each_shell --not bash 'in a block on the right, started late, it is shown with the hook before' right hook_line posh_line
each_shell --not bash 'in a block on the right, started late, it is shown with the hook after' right posh_line hook_line
