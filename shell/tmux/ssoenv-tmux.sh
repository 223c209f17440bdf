#!/bin/sh
# What ssoenv shows at the prompt of a tmux pane, for the status line. In ~/.tmux.conf:
#
#     set -g status-right '#(/path/to/ssoenv-tmux.sh #{pid} #{pane_id})'
#
# Usage: ssoenv-tmux.sh SERVER PANE
#
# tmux does not see the variables of a pane's shell. So the hook leaves its segment in a file, S/panes/SERVER.PANE.SHELL (process ids of tmux
# and of the shell; lines: OK, WARN, ALERT or PROTECTED, and the text), once this script has made the folder. Of several shells in
# a pane the one that wrote last speaks, as long as it lives. The only process beside this one is an `rm` after a shell has ended.

server=$1 pane=${2#%}
case $server.$pane in .* | *. | *[!0-9.]*) exit 2 ;; esac

case ${XDG_STATE_HOME-} in
  /*) state=$XDG_STATE_HOME/ssoenv ;;
  *) state=$HOME/.local/state/ssoenv ;;
esac
panes=$state/panes
umask 077
[ -d "$panes" ] || mkdir -p "$panes" || exit 1
# What stands in somebody else's folder may be a link to one of ours, and files are removed here.
# shellcheck disable=SC3067 # POSIX since 2024, and in every sh that tmux meets
[ -O "$state" ] && [ ! -L "$state" ] && [ -O "$panes" ] && [ ! -L "$panes" ] || exit 1

newest=
for file in "$panes"/*.*.*; do
  shell=${file##*.}
  case $shell in *[!0-9]*) continue ;; esac
  if ! kill -0 "$shell" 2>/dev/null; then
    rm -f "$file"
    continue
  fi
  case $file in "$panes/$server.$pane."*) ;; *) continue ;; esac
  # shellcheck disable=SC3013 # as above
  if [ -z "$newest" ] || [ "$file" -nt "$newest" ]; then newest=$file; fi
done
[ -n "$newest" ] || exit 0

{ IFS= read -r kind && IFS= read -r rest; } <"$newest" || exit 0
case $kind in
  OK) colour=green ;;
  WARN) colour=yellow ;;
  ALERT) colour=red ;;
  PROTECTED) colour=magenta ;;
  *) exit 0 ;;
esac
# A name is text: no `#` in it begins a format of tmux.
text=
while :; do
  case $rest in *'#'*) ;; *) break ;; esac
  text="$text${rest%%#*}##" rest=${rest#*#}
done
printf '#[fg=%s]%s#[default]\n' "$colour" "$text$rest"
