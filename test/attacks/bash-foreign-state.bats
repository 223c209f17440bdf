# A state folder of somebody else's, and what reads it without a shell of the person's: direnv's extension and the script for tmux.
# shellcheck disable=SC2154 # output is the rig's
load ../shell/helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  write_token guest '+8 hours'
  state=$BATS_TEST_TMPDIR/shared/ssoenv
  mkdir -p "$state"
}

envrc() { # EXPECTED
  start_shell --no-hook --direnv before
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE "$1"
}

direnv_extension() {
  local own=$HOME/.local/state/ssoenv
  install_direnv_extension
  bind acme acme-dev
  write_envrc acme 'use sso_profile'
  program settle --shell direnv --event direnv --dir "$HOME/acme"
  forge "$own"
  mv "$own" "$HOME/clone"
  if [[ $1 == links ]]; then
    ln -s "$HOME/clone"/* "$state"
    give_away "$state"
    set_environment "XDG_STATE_HOME=${state%/ssoenv}"
    envrc acme-dev
  else
    mv "$HOME/clone" "$own"
    envrc guest-dev
  fi
}
each_shell 'what a forged record would do to use sso_profile: it is applied' direnv_extension own
each_shell "use sso_profile does not believe records that somebody else's folder has links to" direnv_extension links

status_line() {
  set_environment "XDG_STATE_HOME=${state%/ssoenv}"
  mkdir -p "$HOME/papers"
  printf 'mine\n' >"$HOME/papers/report.2024.999999999"
  ln -s "$HOME/papers" "$state/panes"
  give_away "$state"
  run env -i "${ENVIRONMENT[@]}" sh "$PROJECT/shell/tmux/ssoenv-tmux.sh" 1 %2
  assert_failure 1
  [[ -e $HOME/papers/report.2024.999999999 ]] || fail 'A file of the person is gone.'
}
each_shell "the script for tmux removes nothing behind somebody else's link" status_line
