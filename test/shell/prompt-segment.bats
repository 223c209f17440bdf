# The segment: the profile, and only what matters beside it.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  bind acme acme-dev
  bind live acme-prod
  bind keys plain
}

good() {
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/acme'
  expect_segment acme-dev
  run_line "echo \$SSOENV_STATE/\$SSOENV_PROMPT"
  assert_output ok/acme-dev
  run_line 'cd ~/keys'
  expect_segment plain
  run_line 'cd ~'
  expect_segment ''
  run_line "echo \"<\$SSOENV_STATE/\$SSOENV_PROMPT>\""
  assert_output --regexp '^<(none)?/>$'
}
each_shell 'nothing beside the name while the session is good' good

renewable() {
  start_sandbox
  write_config
  bind acme acme-dev
  sandbox POST faults '{"operation": "CreateToken", "kind": "status", "status": 500}'
  give_token corp valid 300
  start_shell
  run_line 'cd ~/acme'
  run_line ''
  expect_segment acme-dev
}
each_shell 'nothing beside the name while the session can be refreshed: an hour is not its end' renewable

minutes() {
  use_movable_clock
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/acme'
  expect_segment acme-dev
  move_clock $((3600 - 15 * 60 + 30))
  run_line ''
  expect_segment 'acme-dev 15m'
  run_line "echo \$SSOENV_STATE/\$SSOENV_PROMPT"
  assert_output 'expiring/acme-dev 15m'
  move_clock $((3600 - 90))
  run_line ''
  segment
  assert_output --regexp '^acme-dev [12]m$'
  move_clock 3601
  run_line ''
  expect_segment 'acme-dev login needed'
  run_line "echo \$SSOENV_STATE/\$SSOENV_PROMPT"
  assert_output 'login/acme-dev login needed'
}
each_shell 'the minutes left under 15 when it cannot be refreshed, then login needed' minutes

behind_our_back() {
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/acme'
  expect_segment acme-dev
  end_session corp
  run_line ''
  expect_segment 'acme-dev login needed'
  write_token corp '+1 hour'
  run_line ''
  expect_segment acme-dev
}
# pitfall 42
each_shell 'what the AWS CLI does to the token is followed' behind_our_back

keys() {
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/acme'
  run_line "$(word export AWS_ACCESS_KEY_ID AKIAEXAMPLE)"
  expect_segment 'acme-dev!'
  run_line "$(word unset AWS_ACCESS_KEY_ID)"
  expect_segment acme-dev
}
each_shell 'a mark when keys in the environment override the profile' keys

# Usage: expect_colour NUMBER
# The segment's text is in the terminal's colour of that number.
expect_colour() {
  ask segment-raw "$SHELL_NAME"
  assert_output --regexp $'\033''\[([0-9]*;)*3'"$1"'m'
}

colours() {
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/acme'
  expect_colour 2
  run_line 'cd ~/live'
  expect_colour 5
  write_token corp '+10 minutes'
  run_line 'cd ~/acme'
  expect_colour 3
  end_session corp
  run_line ''
  expect_colour 1
}
each_shell 'green while good, yellow when it ends, red when a login is needed, magenta for protected profiles' colours

no_colour() {
  set_environment NO_COLOR=1
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/live'
  expect_segment acme-prod
  ask segment-raw "$SHELL_NAME"
  refute_output --regexp $'\033''\[([0-9]*;)*3[0-7]m'
}
each_shell 'NO_COLOR is respected' no_colour

twice() {
  write_token corp '+1 hour'
  start_shell --after "$(load_line "$SHELL_KIND" "ssoenv hook $SHELL_KIND")"
  run_line 'cd ~/acme'
  expect_segment acme-dev
  run_line "$(load_line "$SHELL_KIND" "ssoenv hook $SHELL_KIND")"
  run_line ''
  expect_segment acme-dev
}
# pitfall 5
each_shell 'loaded twice it shows once' twice

no_prompt() {
  write_token corp '+1 hour'
  start_shell --hook-options --no-prompt
  run_line 'cd ~/acme'
  expect_segment ''
  expect_variable SSOENV_PROMPT acme-dev
}
each_shell '--no-prompt leaves the prompt alone and still sets SSOENV_PROMPT' no_prompt

no_prompt_setting() {
  write_settings $'prompt = off\n'
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/acme'
  expect_segment ''
  expect_variable SSOENV_PROMPT acme-dev
}
each_shell 'the setting prompt = off does the same' no_prompt_setting

last_line() {
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/acme'
  shown
  assert_line --index 0 -- --
  run_line ''
  shown
  assert_equal "$(grep -c '^acme-dev \$' <<<"$output")" 2
  refute_line --partial 'acme-dev--'
}
each_shell 'it stands in the last line of the prompt only' last_line

status_seen() {
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/acme'
  run_line 'false'
  expect_status 1
  run_line "sh -c 'exit 7'"
  expect_status 7
  run_line 'cd ~'
  expect_status 0
}
each_shell 'the prompt of the user sees the status of the last command' status_seen

width() {
  local session=$BATS_TEST_TMPDIR/tmux
  write_token corp '+1 hour'
  SHELL_NAME=none
  write_rc_files
  # the prompt of this picture has no marks
  case $SHELL_KIND in
    bash) printf "PS1='\$ '\n%s\n" "$(load_line bash 'ssoenv hook bash')" >"$HOME/.bashrc" ;;
    zsh) printf "PROMPT='\$ '\n%s\n" "$(load_line zsh 'ssoenv hook zsh')" >"$HOME/.zshrc" ;;
    fish) printf "set -g fish_greeting\nfunction fish_prompt; echo -n '\$ '; end\n%s\n" "$(load_line fish 'ssoenv hook fish')" >"$HOME/.config/fish/config.fish" ;;
  esac
  env -i "${ENVIRONMENT[@]}" tmux -S "$session" -f /dev/null new-session -d -x 40 -y 12 -c "$HOME/acme" "$SHELL_KIND -i" 3>&- 4>&-
  eventually pictured '^acme-dev \$'
  tmux -S "$session" send-keys 'echo 1234567890123456789012345678901234567890'
  eventually pictured '^acme-dev \$ echo 123456789012345678901234$'
  eventually pictured '^5678901234567890$'
  tmux -S "$session" send-keys -N 46 BSpace
  eventually pictured '^acme-dev \$$'
  tmux -S "$session" kill-server
}

pictured() {
  tmux -S "$BATS_TEST_TMPDIR/tmux" capture-pane -p | grep -qE "$1"
}
# pitfall 44
each_shell 'its width is known: a long line wraps and is taken back at the right place' width
