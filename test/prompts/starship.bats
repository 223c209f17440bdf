# shellcheck disable=SC2016,SC2154 # the shells under test expand; screen is the helper's
load helper

starship_line() { load_line "$1" "starship init $1"; }

with_starship() { # LINES of the rc file, in order
  local line
  recipe starship toml >"$HOME/.config/starship.toml"
  for line; do "$line" "$SHELL_KIND"; done | open "$SHELL_KIND"
}

states() {
  with_starship hook_line starship_line
  walk
}
each_shell 'starship shows every state in its colour, and a name stays text' states

order() {
  with_starship "$@"
  expect_once
  type_line 'clear; echo ++; cd ~/live'
  shows acme-prod
  tmux -S "$screen" resize-window -x 50
  type_line 'clear; echo ++; cd ~/acme'
  eventually settled_once
}
each_shell 'loaded before starship, the segment stands there once' order hook_line starship_line
each_shell 'loaded after starship, the segment stands there once' order starship_line hook_line

again() {
  with_starship hook_line starship_line
  expect_once
  type_line "$(starship_line "$SHELL_KIND")"
  type_line "$(hook_line "$SHELL_KIND")"
  expect_once
}
each_shell 'both loaded again, the segment stands there once' again

late() {
  hook_line "$SHELL_KIND" | open "$SHELL_KIND"
  recipe starship toml >"$HOME/.config/starship.toml"
  expect_once
  type_line "$(starship_line "$SHELL_KIND")"
  expect_once
  shows '❯'
}
each_shell 'starship started at the prompt takes it over' late

transience() {
  recipe starship toml >"$HOME/.config/starship.toml"
  {
    hook_line fish
    starship_line fish
    echo enable_transience
  } | open fish
  type_line 'cd ~/acme'
  shows acme-dev
  type_line 'clear; echo ++'
  shows '^[+][+]'
  type_line 'echo more'
  shows '(^|ESC.39m)more'
  eventually settled_once
}
case " ${SSOENV_TEST_SHELLS:-fish} " in *' fish '*)
  SSOENV_TEST_SHELLS=fish each_shell 'a transient prompt of starship keeps no segment behind' transience
  ;;
esac
