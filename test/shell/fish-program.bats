# Starting the program from fish, and doing without it.
# shellcheck disable=SC2016,SC2154 # the shell under test expands, not this one; output comes from the helper
load fish-only.bash
load helper

bound() {
  write_config
  write_token corp '+8 hours'
  bind acme acme-dev
}

gone() {
  bound
  start_shell
  run_line 'cd ~/acme'
  run_line 'cd ~'
  mv "$BATS_TEST_TMPDIR/bin/ssoenv" "$BATS_TEST_TMPDIR/away"
  run_line 'set __ssoenv_main /nowhere'
  run_line 'cd ~/acme'
  assert_output ''
  expect_variable AWS_PROFILE acme-dev
  printf 'profile = acme-prod\n' >"$HOME/acme/.ssoenv"
  run_line ''
  assert_output --partial 'the program is no longer at /nowhere. Try: ssoenv hook fish | source'
  expect_variable AWS_PROFILE ssoenv-refused
  printf 'profile = plain\n' >"$HOME/acme/.ssoenv"
  run_line ''
  assert_output ''
  run_line 'ssoenv status'
  expect_status 127
  mv "$BATS_TEST_TMPDIR/away" "$BATS_TEST_TMPDIR/bin/ssoenv"
  run_line 'ssoenv allow >/dev/null 2>&1'
  expect_segment plain
}
# pitfall 36
each_shell 'without the program records still count, and that it is gone is told once; another one on PATH will do' gone

cut_short() {
  bound
  rm -r "$HOME/.local/state/ssoenv/dirs"
  start_shell
  printf '#!/bin/sh\necho started >>%q\necho state bound; echo profile evil; echo directory %q\n' "$BATS_TEST_TMPDIR/starts" "$HOME/acme" \
    >"$BATS_TEST_TMPDIR/bin/short"
  chmod +x "$BATS_TEST_TMPDIR/bin/short"
  run_line "set __ssoenv_node $BATS_TEST_TMPDIR/bin/short"
  run_line 'cd ~/acme'
  expect_no_variable AWS_PROFILE
  run_line ''
  run_line ''
  run cat "$BATS_TEST_TMPDIR/starts"
  assert_output started
}
each_shell 'an answer that was cut short counts for nothing, and is not asked for at each prompt' cut_short

not_writable() {
  bound
  start_shell --strace "$BATS_TEST_TMPDIR/trace"
  mkdir -p "$HOME/.local/state"
  rm -rf "$HOME/.local/state/ssoenv"
  : >"$HOME/.local/state/ssoenv" # also root cannot make a folder of it
  run_line 'cd ~/acme'
  expect_segment acme-dev
  expect_variable AWS_PROFILE acme-dev
  node_starts "$BATS_TEST_TMPDIR/trace"
  local before=$output
  run_line ''
  run_line 'mkdir -p sub && cd sub'
  run_line ''
  expect_variable AWS_PROFILE acme-dev
  node_starts "$BATS_TEST_TMPDIR/trace"
  assert_equal "$output" "$before"
  printf 'profile = plain\n' >"$HOME/acme/.ssoenv"
  run_line ''
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'where records cannot be written, an answer holds for a minute' not_writable

garbage() {
  bound
  start_shell
  run_line 'cd ~/acme; cd ~'
  local file
  for file in "$HOME"/.local/state/ssoenv/{sessions/*,dirs/*/*/*/record}; do
    [[ -f $file && $file != *.lo && $file != *.hi ]] || continue
    sed -i -e 's/^\(due\|ended\|expires\|before\) .*/\1 (touch ~\/ran); $(touch ~\/ran)/' -e 's/^profile .*/profile (touch ~\/ran)/' "$file"
  done
  run_line 'cd ~/acme'
  run_line ''
  run_line 'aws 2>/dev/null'
  assert [ ! -e "$HOME/ran" ]
}
# pitfall 41
each_shell 'nothing that stands in a record can run' garbage

picker() {
  bound
  start_shell
  send_line 'ssoenv use'
  await_text guest-dev
  press ctrl-c
  await_prompt
  expect_no_variable AWS_PROFILE
  run_line 'ssoenv use --help | head -1'
  assert_output --partial 'Switch this shell'
}
each_shell 'ssoenv use can ask on the terminal' picker

gone_directory() {
  bound
  start_shell
  run_line 'mkdir ~/acme/sub; cd ~/acme/sub'
  expect_variable AWS_PROFILE acme-dev
  run_line 'rmdir ~/acme/sub'
  assert_output ''
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
# pitfall 24
each_shell 'a directory that is deleted under the shell is no reason to fail' gone_directory

clean() {
  local options
  for options in '--no-config --private' '--no-config --private -i'; do
    # shellcheck disable=SC2086 # words
    run env -i "${ENVIRONMENT[@]}" fish $options -c 'ssoenv hook fish | source; cd /tmp; cd /'
    assert_success
    assert_output ''
  done
}
# pitfalls 17, 48
each_shell 'the hook is silent wherever it is loaded' clean
