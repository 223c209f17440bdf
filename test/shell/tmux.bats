# The status line of tmux (shell/tmux), and what the hook leaves for it.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  write_config '[profile "%H#{pid}#(touch ~/owned)#[fg=red]"]
region = eu-west-1
'
  write_settings $'auto_login = never\n'
  write_token corp '+8 hours'
  bind acme acme-dev
  bind live acme-prod
  bind hostile '%H#{pid}#(touch ~/owned)#[fg=red]'
  inner="$BATS_TEST_TMPDIR/inner" outer="$BATS_TEST_TMPDIR/outer"
}

teardown() {
  tmux -S "$inner" kill-server 2>/dev/null || :
  tmux -S "$outer" kill-server 2>/dev/null || :
}

# A terminal with tmux in it, whose status line is the recipe's; seen from another tmux.
open_tmux() {
  write_rc_files
  printf '%s\n' "set -g status-right '<#($PROJECT/shell/tmux/ssoenv-tmux.sh #{pid} #{pane_id})>'" 'set -g status-interval 1' \
    'set -g status-right-length 80' "set -g default-command '$SHELL_KIND -i'" >"$HOME/.tmux.conf"
  mkdir -p "$HOME/.local/state/ssoenv/panes"
  env -i "${ENVIRONMENT[@]}" tmux -u -S "$outer" -f /dev/null new-session -d -x 120 -y 20 -c "$HOME" \
    "tmux -u -S $inner -f $HOME/.tmux.conf new-session -c $HOME" 3>&- 4>&-
  status_shows '<>'
}

type_line() {
  tmux -S "$inner" send-keys -l -- "$1"
  tmux -S "$inner" send-keys Enter
}

status_shows() { eventually in_status "$1"; }
in_status() { status_line | grep -qF -- "$1"; }
status_line() { tmux -S "$outer" capture-pane -p -e | tail -n 1 | sed $'s/\033/ESC/g'; }

live() {
  open_tmux
  type_line 'cd ~/acme'
  status_shows '<ESC[32macme-dev'
  type_line 'cd ~/live'
  status_shows '<ESC[35macme-prod'
  end_session corp
  type_line ''
  status_shows '<ESC[31macme-prod login needed'
  type_line 'cd ~'
  status_shows '<>'
}
each_shell 'the status line of tmux says what the prompt says, in its colour' live

each_pane() {
  open_tmux
  type_line 'cd ~/acme'
  status_shows 'acme-dev'
  env -i "${ENVIRONMENT[@]}" tmux -S "$inner" split-window -c "$HOME/live" # with its PATH
  status_shows 'acme-prod'
  tmux -S "$inner" select-pane -U
  status_shows 'acme-dev'
  type_line "$SHELL_KIND"
  type_line 'cd ~/live'
  status_shows 'acme-prod'
  type_line 'exit'
  status_shows 'acme-dev'
  eventually two_files
}
two_files() { [[ $(find "$HOME/.local/state/ssoenv/panes" -type f | wc -l) == 2 ]]; }
each_shell 'each pane has its own, a shell within a shell too, and nothing is left of one that has ended' each_pane

subshell() {
  open_tmux
  type_line 'cd ~/acme'
  status_shows 'acme-dev'
  type_line '(cd ~/live; true)'
  type_line 'echo the""end'
  eventually ended
  in_status 'acme-dev'
}
ended() { tmux -S "$inner" capture-pane -p | grep -q '^theend'; }
each_shell --not fish 'a subshell does not speak for its shell' subshell

hostile() {
  open_tmux
  type_line 'cd ~/hostile'
  status_shows '<ESC[32m%H#{pid}#(touch ~/owned)#[fg=red]'
  [[ ! -e $HOME/owned ]]
}
each_shell 'a name is no format of tmux' hostile

not_asked() {
  open_tmux
  rm -r "$HOME/.local/state/ssoenv/panes"
  tmux -S "$inner" set -g status-right ''
  type_line 'cd ~/acme'
  type_line 'echo $SSOENV_PROMPT_OK'
  eventually named
  [[ ! -e $HOME/.local/state/ssoenv/panes ]]
}
named() { tmux -S "$inner" capture-pane -p | grep -q '^acme-dev$'; }
each_shell 'without the status line nothing is written for it' not_asked

script_alone() {
  run env -i HOME="$HOME" sh "$PROJECT/shell/tmux/ssoenv-tmux.sh" 1 %2
  assert_success
  assert_output ''
  [[ $(stat -c %a "$HOME/.local/state/ssoenv/panes") == 700 ]]
  run env -i HOME="$HOME" sh "$PROJECT/shell/tmux/ssoenv-tmux.sh" '../1' '*'
  assert_failure 2
}
bats_test_function --description 'the script makes its folder, private, and takes numbers only' -- script_alone

script_processes() {
  local panes=$HOME/.local/state/ssoenv/panes
  mkdir -p "$panes"
  chmod 700 "$panes"
  printf 'OK\nacme#dev\n' >"$panes/1.2.$$"
  run env -i HOME="$HOME" strace -f -qq -e trace=process -o "$BATS_TEST_TMPDIR/trace" /bin/sh "$PROJECT/shell/tmux/ssoenv-tmux.sh" 1 %2
  assert_output '#[fg=green]acme##dev#[default]'
  run grep -cE '(v?fork|clone3?)\(' "$BATS_TEST_TMPDIR/trace"
  assert_output 0
}
bats_test_function --description 'while the shells live the script starts no process' -- script_processes
