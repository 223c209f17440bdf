# A .ssoenv that is no such file: ignored, or refused inside a bound tree, with one message that shows nothing raw.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  mkdir -p "$HOME/bad"
  NAMED=/bad/.ssoenv
}

# Usage: is_ignored WORDS-OF-THE-REASON
# Entering tells once, in one line, that the file is not used, and nothing else happens.
is_ignored() {
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/bad'
  assert_output --partial "$NAMED"
  assert_output --partial "$1"
  assert_equal "${#lines[@]}" 1
  assert_output --regexp '^[[:print:]]*$'
  expect_variable AWS_PROFILE earlier
  run_line ''
  assert_output ''
  run_line 'ssoenv allow'
  expect_variable AWS_PROFILE earlier
  run_line 'cd ~; cd ~/bad'
  assert_output ''
  run_line 'echo alive'
  assert_output alive
}

a_directory() {
  mkdir "$HOME/bad/.ssoenv"
  is_ignored 'not a regular file'
}
# pitfall 28
each_shell 'a .ssoenv that is a directory is ignored' a_directory

a_fifo() {
  mkfifo "$HOME/bad/.ssoenv"
  is_ignored 'not a regular file'
}
# pitfall 28
each_shell 'a .ssoenv that is a FIFO is ignored, and nobody waits for it' a_fifo

a_link() {
  printf 'profile = acme-dev\n' >"$HOME/target"
  ln -s "$HOME/target" "$HOME/bad/.ssoenv"
  is_ignored 'symbolic link'
}
# pitfall 28
each_shell 'a .ssoenv that is a symbolic link is ignored' a_link

dangling() {
  rm -rf "$HOME/bad/.ssoenv"
  ln -s nowhere "$HOME/bad/.ssoenv"
  start_shell
  run_line 'cd ~/bad'
  assert_output ''
  : >"$HOME/bad/nowhere"
  run_line ''
  assert_output --partial 'is ignored'
}
# pitfall 28
each_shell 'a .ssoenv that is a link to nowhere is nothing, until there is something' dangling

too_big() {
  truncate -s 50M "$HOME/bad/.ssoenv"
  is_ignored '1 KiB'
}
# pitfall 28
each_shell 'a .ssoenv of 50 MB is ignored' too_big

binary() {
  printf 'profile = acme\0dev\n\001\002' >"$HOME/bad/.ssoenv"
  is_ignored ''
}
# pitfall 28
each_shell 'a binary .ssoenv is ignored' binary

not_ours() {
  printf 'profile = acme-dev\n' >"$HOME/bad/.ssoenv"
  give_away "$HOME/bad/.ssoenv"
  is_ignored 'not your file'
}
each_shell 'a .ssoenv of somebody else is ignored' not_ours

escapes() {
  printf 'profile = \033[2J\033]0;title\007acme\n' >"$HOME/bad/.ssoenv"
  is_ignored ''
}
each_shell 'escape sequences in a .ssoenv never reach the terminal' escapes

code() {
  printf 'profile = $(touch ~/hacked)`touch ~/hacked`%%F{red}a[$(touch ~/hacked)]\n' >"$HOME/bad/.ssoenv"
  start_shell
  run_line 'cd ~/bad'
  assert_output --partial "$NAMED"
  run_line 'ssoenv allow'
  run_line ''
  segment
  refute_output --partial $'\033'
  run_line 'cd ~'
  [[ ! -e $HOME/hacked ]]
}
each_shell 'code in a profile name is text' code

code_in_config() {
  local name='$(touch ~/hacked)`touch ~/hacked`%F{red}\[\e[7m\]!'
  printf '[profile "%s"]\nregion = eu-west-1\n' "$name" >>"$HOME/.aws/config"
  printf 'profile = %s\n' "$name" >"$HOME/bad/.ssoenv"
  allow bad
  start_shell
  run_line 'cd ~/bad'
  run_line 'printenv AWS_PROFILE'
  assert_output "$name"
  segment
  assert_output "$name"
  run_line 'cd ~'
  [[ ! -e $HOME/hacked ]]
}
each_shell 'a profile with code for a name is set and shown as it is written' code_in_config

forms() {
  local text
  for text in $'profile = acme-dev' $'\n\n  profile=acme-dev\n' $'profile = acme-dev\r\n' $'# c\nprofile = acme-dev # d\n'; do
    printf '%s' "$text" >"$HOME/bad/.ssoenv"
    allow bad
  done
  start_shell
  for text in $'profile = acme-dev' $'\n\n  profile=acme-dev\n' $'profile = acme-dev\r\n' $'# c\nprofile = acme-dev # d\n'; do
    printf '%s' "$text" >"$HOME/bad/.ssoenv"
    allow bad
    run_line 'cd ~/bad'
    assert_output ''
    expect_variable AWS_PROFILE acme-dev
    run_line 'cd ~'
    expect_no_variable AWS_PROFILE
  done
}
# pitfall 28
each_shell 'no line end, blanks, CRLF and comments make no difference to what is set' forms

inside_a_tree() {
  bind tree acme-dev
  mkfifo "$HOME/tree-fifo"
  mkdir -p "$HOME/tree/sub"
  mkfifo "$HOME/tree/sub/.ssoenv"
  start_shell
  run_line 'cd ~/tree'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd sub'
  assert_output --partial 'tree/sub/.ssoenv'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'cd ..'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'inside a bound tree such a file is refused' inside_a_tree

no_state() {
  printf 'profile = acme-dev\n' >"$HOME/bad/.ssoenv"
  allow bad
  rm -rf "$HOME/.local/state"
  printf 'not a folder\n' >"$HOME/.local/state"
  start_shell
  run_line 'cd ~/bad'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
# pitfall 41
each_shell 'where nothing can be written the shell lives on what the program prints' no_state
