# While nothing has changed, a prompt starts no process.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  write_settings $'[directories]\n~/bound = acme-prod\n'
  mkdir -p "$HOME/bound"
  bind acme acme-dev
  mkdir -p "$HOME/acme/a/b/c/d/e/f/g" "$HOME/nothing"
}

# How many processes the shell under strace has started by now, into output; threads are none.
processes() {
  output=$(grep -cE '(v?fork|clone3?)\(|execve\(' <(grep -v CLONE_THREAD "$BATS_TEST_TMPDIR/trace")) || true
}

# Usage: is_idle
# Ten prompts here start nothing.
is_idle() {
  local before
  run_line ''
  run_line ''
  processes
  before=$output
  for _ in {1..10}; do run_line ''; done
  processes
  assert_equal "$output" "$before"
}

start_traced() {
  start_shell --strace "$BATS_TEST_TMPDIR/trace"
}

everywhere() {
  start_traced
  is_idle
  run_line 'cd ~/acme'
  is_idle
  segment
  assert_output acme-dev
  run_line 'cd a/b/c/d/e/f/g'
  is_idle
  run_line 'cd ~/bound'
  is_idle
  run_line 'cd ~/nothing'
  is_idle
}
each_shell 'in bound directories, deep inside and outside of them' everywhere

states() {
  write_token corp '+10 minutes'
  start_traced
  run_line 'cd ~/acme'
  is_idle
  segment
  assert_output --regexp '^acme-dev [0-9]+m$'
  write_token corp '-1 minute'
  run_line ''
  is_idle
  expect_segment 'acme-dev login needed'
  run_line 'echo "profile = x" >.ssoenv'
  is_idle
  segment
  assert_output --partial refused
  run_line 'cd ~/nothing'
  write_binding nothing $'profile = acme-dev\n'
  run_line ''
  is_idle
}
each_shell 'in every state: ending, ended, refused, not trusted' states

by_hand() {
  start_traced
  run_line 'cd ~/acme'
  run_line "$(word export AWS_PROFILE by-hand)"
  is_idle
  run_line 'ssoenv use acme-prod --yes'
  is_idle
}
each_shell 'after a choice by hand' by_hand

entering() {
  local before
  start_traced
  run_line 'cd ~/acme'
  run_line 'cd ~/bound'
  run_line 'cd ~'
  processes
  before=$output
  run_line 'cd ~/acme'
  segment
  assert_output acme-dev
  run_line 'cd ~/bound'
  run_line 'cd ~/acme/a'
  run_line 'cd ~'
  processes
  assert_equal "$output" "$before"
}
each_shell 'entering and leaving with a good token starts nothing either' entering

unwritable() {
  mkdir -p "$HOME/.local"
  rm -rf "$HOME/.local/state"
  printf 'not a folder\n' >"$HOME/.local/state"
  start_traced
  run_line 'cd ~/acme'
  segment
  assert_output acme-dev
  is_idle
}
each_shell 'where no record can be written' unwritable

neighbours() {
  start_traced
  run_line 'cd ~/acme'
  is_idle
  local before
  processes
  before=$output
  printf 'x\n' >"$HOME/acme/unrelated"
  touch "$HOME/acme" "$HOME/.aws/sso/cache/other.json"
  run_line ''
  processes
  assert_equal "$output" "$before"
}
# pitfall 27
each_shell 'after an unrelated file has changed' neighbours

taken_away() {
  local record
  start_shell
  run_line 'cd ~/acme'
  run_line ''
  run_line ''
  record=$(find "$HOME/.local/state/ssoenv/dirs" -path '*_acme/record')
  rm "$record"
  run_line ''
  assert [ -e "$record" ]
  segment
  assert_output acme-dev
}
each_shell 'a record that was taken away is asked for anew' taken_away

denied_elsewhere() {
  start_shell
  run_line 'cd ~/acme'
  run_line ''
  run_line ''
  program deny "$HOME/acme"
  run_line ''
  expect_no_variable AWS_PROFILE
}
each_shell 'what another shell has done to a record is seen' denied_elsewhere
