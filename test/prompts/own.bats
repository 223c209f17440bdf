# The recipes for a prompt of one's own.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; screen is the helper's
load helper

own() {
  {
    hook_line "$SHELL_KIND"
    [[ $SHELL_KIND != zsh ]] || printf "PROMPT='%%~ $ '\n"
    recipe 'A prompt of your own' "$SHELL_KIND"
  } | open "$SHELL_KIND"
  walk
  expect_once
  tmux -S "$screen" resize-window -x 45
  expect_once
  tmux -S "$screen" send-keys C-l
  tmux -S "$screen" send-keys -l 'echo 12345678901234567890123456789012345678901234567890'
  shows '^ *[0-9]+'
  tmux -S "$screen" send-keys -N 55 BSpace
  type_line 'cd ~/live'
  shows 'acme-prod'
}
each_shell 'the recipe for a prompt of one'"'"'s own shows every state, once, and a long line wraps' own
