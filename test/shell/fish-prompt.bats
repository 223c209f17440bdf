# The segment in fish_prompt.
# shellcheck disable=SC2016
load fish-only.bash
load helper

bound() {
  write_config
  write_token corp '+8 hours'
  bind acme acme-dev
}

# Usage: prompt_function NAME TEXT
# A fish function that is the rig's prompt with TEXT at the start of its last line; $p is the pipestatus that it saw.
prompt_function() {
  printf '%s' "function $1; set -l p \$pipestatus; set -l s \$status; printf '\\e]777;end\\a--\\n%s\\e]777;ready;%s;%s\\a\$ ' \"$2\" \$s \$__test_count; end"
}

status_kept() {
  bound
  start_shell --after "$(prompt_function fish_prompt '$p')"
  run_line 'cd ~/acme'
  run_line 'false | true | sh -c "exit 3"'
  expect_status 3
  expect_segment 'acme-dev 1 0 3'
}
# pitfall 3
each_shell 'the prompt sees $status and $pipestatus as the command left them' status_kept

loaded_later() {
  bound
  start_shell --in "$HOME" --after "$(prompt_function fish_prompt mine)"
  run_line 'cd ~/acme'
  expect_segment 'acme-dev mine'
  run_line "$(prompt_function fish_prompt theme)"
  run_line ''
  expect_segment 'acme-dev theme'
  run_line 'cd ~'
  expect_segment theme
}
# pitfall 44
each_shell 'a fish_prompt that comes later has the segment too, once' loaded_later

virtualenv() {
  bound
  start_shell
  run_line 'cd ~/acme'
  # as its activate.fish does: a copy of fish_prompt, and a new one that calls it
  run_line 'functions -c fish_prompt _old_fish_prompt; function fish_prompt; _old_fish_prompt; end'
  run_line ''
  expect_segment acme-dev
  run_line 'ssoenv hook fish | source'
  run_line ''
  expect_segment acme-dev
  run_line 'functions -e fish_prompt; functions -c _old_fish_prompt fish_prompt'
  run_line ''
  expect_segment acme-dev
  run_line 'ssoenv_deactivate'
  run_line ''
  expect_segment ''
}
# pitfall 44
each_shell 'a prompt that calls the wrapped one, as a virtual environment does, shows the segment once' virtualenv

others() {
  bound
  start_shell --after 'function fish_right_prompt; echo -n right; end; function fish_mode_prompt; echo -n mode; end'
  run_line 'functions fish_right_prompt fish_mode_prompt | grep ssoenv'
  assert_output mode
}
# pitfall 44
each_shell 'fish_right_prompt and fish_mode_prompt are left alone' others

other_builders() {
  bound
  start_shell --after 'functions -c fish_prompt __plain_prompt; function fish_prompt; test -n starship; __plain_prompt; end'
  run_line 'cd ~/acme'
  expect_segment ''
  expect_variable SSOENV_PROMPT acme-dev
}
# pitfall 44
each_shell 'starship and oh-my-posh keep their prompt as it is' other_builders

no_prompt() {
  bound
  start_shell --hook-options --no-prompt
  run_line 'cd ~/acme'
  expect_segment ''
  expect_variable SSOENV_PROMPT acme-dev
}
each_shell '--no-prompt leaves fish_prompt alone' no_prompt

final_rendering() {
  bound
  start_shell --after 'functions -c fish_prompt __plain_prompt; function fish_prompt; set -g seen $argv; __plain_prompt; end'
  run_line 'cd ~/acme'
  run_line 'fish_prompt --final-rendering >/dev/null; echo $seen'
  assert_output -- --final-rendering
}
each_shell 'the prompt is given the words that fish calls it with' final_rendering

colours() {
  bound
  start_shell
  run_line 'cd ~/acme'
  run_line 'string escape -- $__ssoenv_segment'
  assert_output --partial '\e'
  run_line 'set -gx NO_COLOR 1'
  run_line 'string escape -- $__ssoenv_segment'
  assert_output "'acme-dev '"
}
each_shell 'NO_COLOR takes the colours away at the next prompt' colours

idle() {
  bound
  start_shell --in "$HOME/acme" --strace "$BATS_TEST_TMPDIR/trace"
  run_line ''
  run_line ''
  local before
  before=$(wc -l <"$BATS_TEST_TMPDIR/trace")
  for _ in 1 2 3 4 5 6 7 8; do run_line ''; done
  expect_segment acme-dev
  # fish has threads of its own
  run awk -v before="$before" 'NR > before && /execve|fork|clone/ && !/CLONE_THREAD/' "$BATS_TEST_TMPDIR/trace"
  assert_output ''
}
each_shell 'an idle prompt starts no process' idle
