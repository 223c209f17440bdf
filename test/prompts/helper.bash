# Prompt frameworks themselves, drawn by tmux: what a person sees, with its colours. `npm run test:prompts` brings them to
# SSOENV_PROMPTS; the recipes are taken from docs/prompts.md.
# shellcheck disable=SC2016,SC2034 # the shells under test expand; SHELL_KIND is the other helpers'

load "${BASH_SOURCE[0]%/*}/../shell/helper.bash"

setup() {
  make_home
  screen="$BATS_TEST_TMPDIR/tmux"
  write_config $'[profile "%F{red}$(touch ~/owned)`touch ~/owned`"]\nregion = eu-west-1\n
[profile "\\e[31m\\w<red>#{pid}$HOME%F{red}"]\nregion = eu-west-1\n'
  write_settings $'auto_login = never\n'
  write_token corp '+8 hours'
  bind acme acme-dev
  bind live acme-prod
  bind hostile '%F{red}$(touch ~/owned)`touch ~/owned`'
  bind escapes '\e[31m\w<red>#{pid}$HOME%F{red}'
  bind changed plain
  printf '# changed\n' >>"$HOME/changed/.ssoenv"
  set_environment "STARSHIP_CONFIG=$HOME/.config/starship.toml" POWERLEVEL9K_DISABLE_GITSTATUS=true
}

teardown() {
  tmux -S "$screen" kill-server 2>/dev/null || :
}

# Usage: recipe CHAPTER LANGUAGE
# The block of that language in a chapter of docs/prompts.md.
recipe() {
  awk -v chapter="## $1" -v fence='```'"$2" '
    /^## / { here = $0 == chapter }
    here && /^```/ { inside = $0 == fence; next }
    here && inside { print; found = 1 }
    END { exit !found }' "$PROJECT/docs/prompts.md"
}

# Usage: open KIND [FILE]
# A terminal of 100 columns with this shell, which reads the text on standard input as its rc file.
open() {
  SHELL_KIND=$1
  mkdir -p "$HOME/.config/fish"
  cat >"$(rc_file "$1")"
  env -i "${ENVIRONMENT[@]}" tmux -S "$screen" -f "${2-/dev/null}" new-session -d -x 100 -y 40 -c "$HOME" "$1 -i" 3>&- 4>&-
}

hook_line() { load_line "$1" "ssoenv hook $1"; }

# Usage: type LINE
type_line() {
  tmux -S "$screen" send-keys -l -- "$1"
  tmux -S "$screen" send-keys Enter
}

# The screen with colours, without what is blank at its end.
picture() { tmux -S "$screen" capture-pane -p -e; }

# Usage: shows EXPRESSION
# Some line of the screen, with its colours (`ESC` stands for the escape character), comes to match.
shows() {
  local end=$((SECONDS + ${SSOENV_TEST_PATIENCE:-60}))
  until drawn "$1"; do
    ((SECONDS < end)) || fail "$1 is not shown; this is:"$'\n'"$(picture | sed $'s/\033/ESC/g; /^$/d')"
    read -r -t 0.05 <> <(:) || true
  done
}
drawn() { picture | sed $'s/\033/ESC/g' | grep -qE -- "$1"; }

# Usage: walk MARK
# Through every state that the segment has; MARK is an expression for what the framework puts between the colour and the text.
walk() {
  local mark=${1-}
  type_line 'clear; cd ~/acme'
  shows "ESC\[([0-9;]*;)?32m$mark *acme-dev"
  type_line 'clear; cd ~/live'
  shows "ESC\[([0-9;]*;)?35m$mark *acme-prod"
  write_token corp '+10 minutes'
  type_line 'clear; cd ~/acme'
  shows "ESC\[([0-9;]*;)?33m$mark *acme-dev (9|10)m"
  end_session corp
  type_line 'clear'
  shows "ESC\[([0-9;]*;)?31m$mark *acme-dev login needed"
  write_token corp '+8 hours'
  type_line "clear; $(word export AWS_ACCESS_KEY_ID AKIAEXAMPLE)"
  shows "ESC\[([0-9;]*;)?31m$mark *acme-dev!"
  type_line "clear; $(word unset AWS_ACCESS_KEY_ID)"
  shows "ESC\[([0-9;]*;)?32m$mark *acme-dev"
  type_line 'clear; cd ~/changed'
  shows "ESC\[([0-9;]*;)?31m$mark *refused"
  type_line "clear; cd ~/acme; $(word export AWS_PROFILE plain)"
  shows "ESC\[([0-9;]*;)?32m$mark *plain"
  type_line "$(word export AWS_PROFILE acme-dev)"
  type_line 'clear; cd ~/hostile'
  shows "ESC\[([0-9;]*;)?32m$mark *"'%F\{red\}[$#]\(touch ~/owned\)`touch ~/owned`'
  type_line 'clear; cd ~/escapes'
  shows "ESC\[([0-9;]*;)?32m$mark *"'\\e\[31m\\w<red>#\{pid\}[$#]HOME%F\{red\}'
  [[ ! -e $HOME/owned ]] || fail 'A name was run.'
  type_line 'clear; cd ~'
  shows 'clear; cd ~|~|\$|❯'
  eventually is_gone
}
is_gone() { ! picture | grep -q 'HOME'; }

# Usage: expect_once
# The name stands once in the last prompt.
expect_once() {
  type_line 'clear; cd ~/acme'
  shows 'acme-dev'
  type_line 'clear; echo ++; true'
  eventually settled_once
}
settled_once() {
  local text
  text=$(tmux -S "$screen" capture-pane -p)
  text=${text##*++}
  [[ $(grep -o acme-dev <<<"$text" | wc -l) == 1 ]]
}
