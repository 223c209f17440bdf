# `ssoenv setup`, and the file with the hook that it makes: shell/README.md §8.
# shellcheck disable=SC2016,SC2154 # the shells under test expand, not this one; `output` is set by the helpers
load helper

# Starts a shell without the hook, runs setup in it, and puts a new shell in its place.
set_up() { # [words of start_shell]
  start_shell --no-hook "$@"
  cp "$(rc_file "$SHELL_KIND")" "$BATS_TEST_TMPDIR/rc-before"
  run_line 'ssoenv setup --yes'
  assert_output --partial 'Then: ssoenv configure'
  new_shell
}

new_shell() {
  run_line "exec $SHELL_KIND -i"
  assert_output ''
}

# A copy of the package that a test may upgrade; `ssoenv` leads there.
install_copy() { # FOLDER
  mkdir "$1"
  cp -r "$PROJECT/package.json" "$PROJECT/dist" "$PROJECT/oclif.manifest.json" "$1"
  mkdir "$1/shell"
  cp -r "$PROJECT/shell/direnv" "$1/shell"
  ln -sfn "$1/dist/main.js" "$BATS_TEST_TMPDIR/bin/ssoenv"
}

there_and_back() {
  set_up
  expect_variable SSOENV_SHELL "$SHELL_KIND"
  run_line 'ssoenv setup --yes'
  assert_output 'All of it is there already.'
  run_line 'ssoenv setup --remove --yes'
  assert_output --partial 'ssoenv_deactivate'
  cmp "$(rc_file "$SHELL_KIND")" "$BATS_TEST_TMPDIR/rc-before"
  run_line 'ssoenv_deactivate'
  new_shell
  expect_no_variable SSOENV_SHELL
}
each_shell 'setup knows the shell that it is typed in; a new one has the hook; --remove leaves the rc file as it was' there_and_back

no_program() {
  local starts
  write_config
  bind acme plain
  set_up --strace "$BATS_TEST_TMPDIR/strace"
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE plain
  node_starts "$BATS_TEST_TMPDIR/strace"
  starts=$output
  new_shell
  expect_variable AWS_PROFILE plain
  node_starts "$BATS_TEST_TMPDIR/strace"
  assert_output "$starts"
}
each_shell 'a new shell starts no program, and is in the right profile at its first prompt' no_program

fall_back() {
  set_up
  rm "$HOME/.local/share/ssoenv/hook.$SHELL_KIND"
  new_shell
  expect_variable SSOENV_SHELL "$SHELL_KIND"
}
each_shell 'where the file is gone, the line has the program print the hook' fall_back

not_ours() {
  set_up
  printf 'echo EVIL\n' >"$HOME/.local/share/ssoenv/hook.$SHELL_KIND"
  give_away "$HOME/.local/share/ssoenv/hook.$SHELL_KIND"
  new_shell
  expect_variable SSOENV_SHELL "$SHELL_KIND"
}
each_shell 'a file of another user is not read' not_ours

# What who may write in XDG_DATA_HOME can lead the line to.
through_a_link() { # 'the folder' | 'the file'
  set_up
  local folder=$HOME/.local/share/ssoenv
  rm -r "$folder"
  mkdir "$HOME/clone"
  printf 'echo EVIL\n' >"$HOME/clone/hook.$SHELL_KIND"
  if [[ $1 == 'the folder' ]]; then
    ln -s "$HOME/clone" "$folder"
  else
    mkdir "$folder"
    ln -s "$HOME/clone/hook.$SHELL_KIND" "$folder"
    give_away "$folder"
  fi
  new_shell
  expect_variable SSOENV_SHELL "$SHELL_KIND"
}
each_shell "a file of the person is not read where the folder is somebody's link to it" through_a_link 'the folder'
each_shell "a file of the person is not read through a link in somebody else's folder" through_a_link 'the file'

same_place() {
  write_config
  bind acme plain
  install_copy "$BATS_TEST_TMPDIR/package"
  set_up
  sed -i 's/"version": "[^"]*"/"version": "9.9.9"/' "$BATS_TEST_TMPDIR/package/package.json"
  write_config # records made before do not hold any more
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE plain
  new_shell
  run_line 'echo $__ssoenv_version'
  assert_output 9.9.9
}
each_shell 'after an upgrade in place the file is made anew when a shell first asks the program' same_place

other_place() {
  write_config
  bind acme plain
  install_copy "$BATS_TEST_TMPDIR/old"
  set_up
  rm -r "$BATS_TEST_TMPDIR/old"
  install_copy "$BATS_TEST_TMPDIR/new"
  sed -i 's/"version": "[^"]*"/"version": "9.9.9"/' "$BATS_TEST_TMPDIR/new/package.json"
  write_config
  new_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE plain
  new_shell
  run_line 'echo $__ssoenv_main'
  assert_output "$BATS_TEST_TMPDIR/new/dist/main.js"
}
# pitfall 36
each_shell 'after an upgrade to another place the hook finds the program in PATH, which makes the file anew' other_place

words_of_the_environment() {
  set_up
  run_line "$(word export SSOENV_LOGIN_BEFORE my-tool)"
  new_shell
  run_line 'echo $__ssoenv_commands'
  assert_output --partial my-tool
}
each_shell 'SSOENV_LOGIN_BEFORE holds in a new shell as it is then' words_of_the_environment

settings_later() {
  write_config
  bind acme plain
  set_up
  mkdir -p "$HOME/.config/ssoenv"
  printf 'prompt = off\n' >"$HOME/.config/ssoenv/config"
  new_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE plain
  expect_segment ''
  rm "$HOME/.config/ssoenv/config"
  new_shell
  run_line ''
  expect_segment plain
}
each_shell 'settings hold that were made after the file' settings_later

no_prompt() {
  write_config
  bind acme plain
  start_shell --no-hook
  run_line 'ssoenv setup --yes --no-prompt'
  new_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE plain
  expect_segment ''
}
each_shell 'setup --no-prompt leaves the prompt alone' no_prompt

scripts() {
  set_up
  case $SHELL_KIND in
    zsh) program_of=(zsh -c '. ~/.zshrc; echo fine') ;;
    bash) program_of=(bash -c '. ~/.bashrc; echo fine') ;;
    fish) program_of=(fish -c 'echo fine') ;;
  esac
  run env -i -C "$HOME" "${ENVIRONMENT[@]}" "${program_of[@]}" </dev/null 3>&- 4>&-
  assert_output fine
}
each_shell 'a script that reads the rc file sees nothing of it' scripts
