# What the shells read may have been put there by somebody else: records, the environment, names of directories.
# shellcheck disable=SC1003,SC2016,SC2088,SC2154 # the shells under test expand; output is the rig's
load ../shell/helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
}

# Whatever is evaluated makes this file.
not_hacked() { [[ ! -e $HOME/hacked ]] || fail 'Something was run.'; }

own_records() {
  bind acme acme-dev
  forge "$HOME/.local/state/ssoenv"
  start_shell
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_output guest-dev
}
each_shell 'what a forged record would do: the shell applies it before the program is asked' own_records

# A state folder whose parent is shared: somebody has taken our place there, with records of the right form.
foreign_records() {
  local state=$BATS_TEST_TMPDIR/shared/ssoenv
  bind acme acme-dev
  mkdir -p "$BATS_TEST_TMPDIR/shared"
  cp -a "$HOME/.local/state/ssoenv" "$state"
  forge "$state"
  give_away "$state"
  set_environment "XDG_STATE_HOME=$BATS_TEST_TMPDIR/shared"
  start_shell
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  refute_output guest-dev
  expect_variable AWS_PROFILE acme-dev
  run_line ''
  expect_variable AWS_PROFILE acme-dev
  expect_segment acme-dev
}
each_shell 'records of somebody else are not believed: the program says what holds' foreign_records

# Usage: linked_state FOLDER: makes FOLDER somebody else's, with links to records that lie in a clone: in files of our own.
linked_state() {
  local clone=$HOME/clone/state
  mkdir -p "$HOME/clone" "$1"
  mv "$HOME/.local/state/ssoenv" "$clone"
  ln -s "$clone"/* "$1"
  give_away "$1"
}

linked_records() {
  local state=$BATS_TEST_TMPDIR/shared/ssoenv
  write_token guest '+8 hours'
  bind acme acme-dev
  forge "$HOME/.local/state/ssoenv"
  linked_state "$state"
  set_environment "XDG_STATE_HOME=${state%/ssoenv}"
  start_shell
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  refute_output guest-dev
  run_line ''
  expect_variable AWS_PROFILE acme-dev
  expect_segment acme-dev
}
each_shell "records that somebody else's folder has links to are not believed, although the files are our own" linked_records

linked_folder() {
  bind acme acme-dev
  forge "$HOME/.local/state/ssoenv"
  mkdir -p "$HOME/clone"
  mv "$HOME/.local/state/ssoenv" "$HOME/clone/state"
  ln -s "$HOME/clone/state" "$HOME/.local/state/ssoenv"
  start_shell
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  refute_output guest-dev
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'a link in the place of the state folder is not followed' linked_folder

linked_renew() {
  local state=$BATS_TEST_TMPDIR/shared/ssoenv
  mkdir -p "$state" "$HOME/acme"
  printf 'mine\n' >"$HOME/notes"
  ln -s "$HOME/notes" "$state/renew"
  mkdir -p "$HOME/papers"
  ln -s "$HOME/papers" "$state/panes"
  give_away "$state"
  set_environment "XDG_STATE_HOME=${state%/ssoenv}" 'SSOENV_CREDENTIALS=1 KEY' 'AWS_ACCESS_KEY_ID=KEY' 'SSOENV_DIRENV=acme-dev' \
    'TMUX=/tmp/none,1,0' 'TMUX_PANE=%1'
  bind acme acme-dev
  start_shell --direnv before
  run_line ''
  run_line 'cd ~/acme'
  run_line ''
  [[ $(<"$HOME/notes") == mine ]] || fail "A file that somebody's link names was written: $(<"$HOME/notes")"
  run ls -A "$HOME/papers"
  assert_output ''
}
each_shell "what the hook leaves for direnv and tmux is not written through somebody else's links" linked_renew

forged_variables() {
  set_environment 'SSOENV_PREV=$(touch ~/hacked)' 'SSOENV_APPLIED=x' 'AWS_PROFILE=x' 'SSOENV_DIR=/no$(touch ~/hacked)`touch ~/hacked`' \
    'SSOENV_PREV_REGION==a[$(touch ~/hacked)]' 'SSOENV_APPLIED_REGION=r' 'AWS_REGION=r' \
    'SSOENV_PROMPT=%F{red}\[$(touch ~/hacked)' 'SSOENV_STATE=$(touch ~/hacked)' 'SSOENV_SHELL_PID=1;touch ~/hacked' \
    'SSOENV_CREDENTIALS=a[$(touch ~/hacked)] KEY' 'SSOENV_DIRENV=$(touch ~/hacked)' 'SSOENV_CHOSEN==$(touch ~/hacked)' \
    'DIRENV_DIFF=$(touch ~/hacked)'
  bind acme acme-dev
  start_shell
  run_line ''
  run_line 'cd ~/acme'
  expect_segment acme-dev
  run_line 'cd ~'
  run_line "$(word export AWS_PROFILE acme-prod)"
  run_line 'cd ~/acme'
  run_line 'cd ~'
  run_line 'ssoenv_deactivate'
  not_hacked
}
each_shell 'nothing in the variables of the hook is run' forged_variables

# Usage: hostile_directory NAME
hostile_directory() {
  mkdir -p "$HOME/$1/inside"
  printf 'profile = acme-dev\n' >"$HOME/$1/.ssoenv"
  ln -sfn "$HOME/$1" "$BATS_TEST_TMPDIR/there"
  run env -i -C "$HOME/$1" "${ENVIRONMENT[@]}" "PWD=$HOME/$1" ssoenv "${@:2}" 3>&- 4>&- </dev/null
}

# The names are handed over in variables: how they are typed is not what is tested.
hostile_names() {
  local name index=0 names=(
    '$(touch ~/hacked)' '`touch ~/hacked`' 'a[$(touch ~/hacked)]' '%F{red}%{x%}' '\[\033[31m\]' "it's" 'a"b' '-e' '~' '*' '?(x)' '!!'
    $'tab\there' $'esc\033]0;evil\007' 'zero%00' '_' 'a\' ' blank ' '..._/_' $'\302\2331m' $'\342\200\256evil'
  )
  for name in "${names[@]}"; do
    hostile_directory "$name" allow
    set_environment "D$((index++))=$HOME/$name"
  done
  start_shell
  for ((index = 0; index < ${#names[@]}; index++)); do
    run_line "cd \"\$D$index/inside\""
    run_line 'printenv AWS_PROFILE'
    assert_output --regexp '^(acme-dev|ssoenv-refused)?$'
    ask segment-raw main
    refute_output --partial evil
    run_line 'cd ~'
    expect_no_variable AWS_PROFILE
  done
  ask shown main
  refute_output --partial $'\033]0;evil'
  not_hacked
}
each_shell 'a directory may be called what it likes: nothing is run, the profile comes and goes' hostile_names

new_line() {
  hostile_directory $'line\nprofile ssoenv' allow
  set_environment "D=$HOME/"$'line\nprofile ssoenv'
  start_shell
  run_line 'cd "$D"'
  run_line 'printenv AWS_PROFILE'
  assert_output --regexp '^(acme-dev|ssoenv-refused)?$'
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'a line break in the name of a directory is no line of a record' new_line
