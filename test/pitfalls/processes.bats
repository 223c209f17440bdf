# Programs that the hook starts, what they inherit, and what they leave.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load ../shell/helper
load only.bash

setup() { bound_home; }

pane() {
  local socket=$BATS_TEST_TMPDIR/tmux
  mkdir -p "$HOME/elsewhere"
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  # the server keeps the environment of this directory for all its panes
  run_line "tmux -S $socket -f /dev/null new-session -d -c ~/elsewhere '$SHELL_KIND -i'"
  tmux -S "$socket" send-keys 'printenv AWS_PROFILE >~/seen; cd ~/acme; printenv AWS_PROFILE >>~/seen; echo end >>~/seen' Enter
  eventually grep -qs end "$HOME/seen"
  run cat "$HOME/seen"
  tmux -S "$socket" kill-server
  assert_output "$(printf '%s\n' earlier acme-dev end)"
}
each_shell 'pitfall 33: a pane of a tmux server that was started in a bound directory has what was there before' pane

another_user() {
  mkdir -p "$HOME/second"
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  cp -r "$HOME/.bashrc" "$HOME/.zshrc" "$HOME/.config" "$HOME/second"
  run_line 'cd ~/acme'
  # what su and sudo -E do: another home, in which nothing is trusted
  run_line "env HOME=$HOME/second $SHELL_KIND"
  run_line 'printenv AWS_PROFILE'
  assert_line --index 0 earlier
  run_line 'exit'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'pitfall 33: a shell of another user with this environment has what was there before' another_user

node_options() {
  start_shell
  run_line "$(word export NODE_OPTIONS '--require=/nowhere/bootloader.js')"
  run_line 'cd ~/acme'
  assert_output ''
  rm -r "$HOME/.local/state/ssoenv/dirs"
  run_line ''
  assert_output ''
  expect_variable AWS_PROFILE acme-dev
  run_line 'ssoenv status >/dev/null'
  assert_output ''
  expect_status 0
  run_line 'ssoenv use acme-prod --yes'
  expect_variable AWS_PROFILE acme-prod
  expect_variable NODE_OPTIONS --require=/nowhere/bootloader.js
}
each_shell 'pitfall 37: NODE_OPTIONS that would break every program of Node does not reach ours' node_options

# Usage: spoil_with WORDS
# Changes each record of the directory and the session by these words of the shell, and shows that the prompt makes them anew.
spoil_with() {
  local file
  for file in "$HOME/.local/state/ssoenv/sessions/"???????????????????????????????????????? "$(find "$HOME/.local/state/ssoenv/dirs" -name record)"; do
    bash -c "$1" - "$file"
  done
  rm -f "$HOME"/.local/state/ssoenv/turn.*
  run_line ''
  run_line 'printenv AWS_PROFILE'
  assert_output acme-dev
  expect_segment acme-dev
  run head -n 1 "$(find "$HOME/.local/state/ssoenv/dirs" -name record)"
  assert_output --regexp '^ssoenv 1 '
  [[ ! -e $HOME/hacked ]]
}

spoiled() {
  start_shell
  run_line 'cd ~/acme'
  spoil_with ': >"$1"'
  spoil_with 'sed -i 1s/1/2/ "$1"'
  spoil_with 'sed -i "1s/1 .*/1 99.0.0/" "$1"'
  spoil_with 'text=$(<"$1"); printf "%s" "${text:0:60}" >"$1"'
  spoil_with 'head -c 4000 /dev/urandom >"$1"'
  spoil_with 'sed -i -E "s/^(gen|expires|warn|ended|due|enter|before|settings) .*/\1 a[\$(touch ~\/hacked)]/" "$1"'
  spoil_with 'rm "$1"'
  spoil_with 'mv "$1" "$1.away"; mkfifo "$1.new"; rm "$1.new"; cp "$1.away" "$1"; rm "$1.away"'
}
each_shell 'pitfall 41: an empty, cut or random record, one of another version, and code in the place of numbers' spoiled

token_dates() {
  local date
  start_shell
  run_line 'cd ~/acme'
  for date in '9999-12-31 23:59:59' '+1 day'; do
    write_token corp "$date"
    run_line ''
    expect_segment acme-dev
  done
  for date in '1970-01-01' '-1 minute'; do
    write_token corp "$date"
    run_line ''
    expect_segment 'acme-dev login needed'
  done
  write_token corp '+8 hours'
  sed -i 's/, "expiresAt": "[^"]*"//' "$(token_file corp)"
  run_line ''
  expect_segment 'acme-dev login needed'
}
each_shell 'pitfall 41: a token that ends in the year 9999, has ended, or has no end' token_dates

clock_back() {
  use_movable_clock
  set_environment SSOENV_AUTO_LOGIN=never
  move_clock 7200
  write_token corp '+1 hour'
  start_shell
  move_clock 7200
  run_line 'cd ~/acme'
  expect_segment 'acme-dev login needed'
  move_clock 0
  run_line ''
  expect_segment acme-dev
}
each_shell 'pitfall 41: a clock that jumps back' clock_back

no_jobs() {
  start_sandbox
  write_config
  bind acme acme-dev
  give_token corp valid 1000
  start_shell
  run_line 'cd ~/acme'
  run_line 'jobs'
  refute_output --regexp 'node|ssoenv|unning'
  expect_count CreateToken 1
  run_line 'jobs'
  refute_output --regexp 'node|ssoenv|unning|one'
  run_line 'true'
  assert_output ''
}
each_shell 'pitfall 45: a refresh in the background is in no list of jobs' no_jobs

nothing_stays() {
  start_sandbox
  write_config
  install_direnv_extension
  give_token corp valid 1000
  write_envrc work $'strict_env\nuse sso_profile acme-dev --login\n'
  start_shell --no-hook --direnv before
  # direnv waits until nobody holds its descriptors any more
  sandbox POST faults '{"operation": "CreateToken", "kind": "hang"}'
  run_line 'cd ~/work'
  expect_variable AWS_PROFILE acme-dev
  run_line 'direnv exec ~/work printenv AWS_PROFILE </dev/null'
  assert_line acme-dev
}
each_shell 'pitfall 46: a service that never answers holds neither the prompt nor direnv exec' nothing_stays
