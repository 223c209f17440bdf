# What a shell may be like, and what has to stay as it is.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load ../shell/helper
load only.bash

setup() { bound_home; }

unset_in_scripts() {
  write_rc_files --after 'touch ~/was-read'
  case $SHELL_KIND in
    bash) run env -i -C "$HOME/acme" "${ENVIRONMENT[@]}" "BASH_ENV=$HOME/.bashrc" bash -u -c 'echo "${AWS_PROFILE-none}"' </dev/null ;;
    zsh) run env -i -C "$HOME/acme" "${ENVIRONMENT[@]}" zsh -u -c '. ~/.zshrc; echo "${AWS_PROFILE-none}"' </dev/null ;;
  esac
  assert_output none
  [[ -e $HOME/was-read ]]
}
each_shell --not fish 'pitfall 2: a script that reads the rc file under set -u finds nothing unset' unset_in_scripts

three_times() {
  start_shell
  run_line 'cd ~/acme'
  case $SHELL_KIND in
    fish) run_line 'source ~/.config/fish/config.fish; source ~/.config/fish/config.fish' ;;
    *) run_line ". $(rc_file "$SHELL_KIND"); . $(rc_file "$SHELL_KIND")" ;;
  esac
  # fish sees by a prompt without the segment that its fish_prompt is another
  [[ $SHELL_KIND != fish ]] || run_line ''
  expect_segment acme-dev
  case $SHELL_KIND in
    bash) run_line 'printf "%s\n" "${PROMPT_COMMAND[@]}" | grep -c "__ssoenv_on_prompt"' ;;
    zsh) run_line 'print -l $precmd_functions $chpwd_functions $preexec_functions | sort | uniq -d; print 1' ;;
    fish) run_line 'test (functions --handlers | grep __ssoenv | sort | uniq -d | count) = 0; and echo 1' ;;
  esac
  assert_output 1
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'pitfall 5: an rc file that is read three times attaches the hook once' three_times

builder() {
  local place text
  case $SHELL_KIND in
    bash) text='builder() { SAW=${AWS_PROFILE-none}; }; PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND;}builder"' ;;
    zsh) text='builder() { SAW=${AWS_PROFILE-none}; }; precmd_functions+=(builder)' ;;
    fish) text='functions -c fish_prompt built; function fish_prompt; set -g SAW (set -q AWS_PROFILE; and echo $AWS_PROFILE; or echo none); built; end' ;;
  esac
  bind other acme-prod
  for place in --before --after; do
    start_shell "builder$place" "$place" "$text"
    run_line 'cd ~/acme'
    run_line 'echo $SAW'
    assert_output acme-dev
    run_line 'cd ~/other'
    run_line 'echo $SAW'
    assert_output acme-prod
    run_line 'cd ~'
    run_line 'echo $SAW'
    assert_output none
  done
}
each_shell 'pitfall 6: a prompt builder that is loaded before or after is never one prompt late' builder

# An alias for each word that stands in the hook's text, but for those that the shell's grammar has and those of its line in the
# rc file.
every_word() {
  local words
  words=$(grep -oE '[A-Za-z_][A-Za-z_0-9]*' "$PROJECT/dist/hook.$SHELL_KIND" | sort -u |
    grep -vxE '__ssoenv_.*|eval|ssoenv|hook|bash|zsh|if|then|else|elif|fi|for|while|until|do|done|case|esac|in|function|select|time|repeat|foreach|end|coproc|nocorrect|noglob|always')
  case $SHELL_KIND in
    bash) printf 'alias' ;;
    zsh) printf 'alias -g' ;;
  esac >"$HOME/aliases"
  # in one command: the next one would be read with them
  # shellcheck disable=SC2086
  printf " %s='GLOBAL'" $words >>"$HOME/aliases"
  start_shell --before '. ~/aliases'
  assert_output ''
  run_line '"cd" ~/acme'
  assert_output ''
  run_line '"printenv" "AWS_PROFILE"'
  assert_output acme-dev
  expect_segment acme-dev
  run_line '"unalias" "-a"'
  assert_output ''
  run_line 'cd ~'
  run_line 'printenv AWS_PROFILE'
  assert_output ''
}
each_shell --not fish 'pitfall 11: an alias of every word in the hook, and unalias -a, change nothing' every_word

traps_stay() {
  local before
  start_shell --before 'trap "SEEN=1" DEBUG; trap "echo INT" INT; trap "echo BYE" EXIT'
  run_line 'trap'
  before=$output
  assert_output --partial SEEN=1
  run_line 'cd ~/acme'
  assert_output ''
  run_line 'cd ~'
  run_line ''
  run_line 'trap'
  assert_output "$before"
}
each_shell --not fish 'pitfall 14: DEBUG, INT and EXIT traps are still set after three prompts' traps_stay

signal_handlers() {
  start_shell --before 'function on_int --on-signal INT; echo INT; end; function on_exit --on-event fish_exit; echo BYE; end'
  run_line 'cd ~/acme'
  assert_output ''
  run_line 'cd ~'
  run_line ''
  run_line 'functions --handlers | grep -cE "on_(int|exit)\$"'
  assert_output 2
}
fish_only 'pitfall 14: handlers of signals are still there after three prompts' signal_handlers

locales() {
  local locale
  mkdir "$HOME/locales"
  localedef -i en_US -f ISO-8859-1 "$HOME/locales/en_US.ISO-8859-1" 2>/dev/null || true
  [[ -e $HOME/locales/en_US.ISO-8859-1/LC_CTYPE ]] || fail 'localedef made no locale'
  for locale in C xx_YY.unknown en_US.ISO-8859-1; do
    set_environment "LC_ALL=$locale" "LOCPATH=$HOME/locales"
    start_shell "in-$locale"
    run_line 'cd ~/acme'
    assert_output ''
    run_line 'printenv AWS_PROFILE'
    assert_output acme-dev
    expect_segment acme-dev
    # a range such as [a-z] may hold other letters
    run_line "$(word export AWS_PROFILE aZ-9)"
    expect_segment aZ-9
    run_line "$(word export AWS_PROFILE 'caf\\xe9')"
    expect_segment '?'
    run_line 'cd ~'
    run_line 'printenv AWS_PROFILE'
    assert_output ''
  done
}
each_shell 'pitfall 16: a C, an unknown and a Latin-1 locale change nothing' locales

over_ssh() {
  start_shell --no-hook --after 'touch ~/was-read'
  run_line 'ssoenv setup --yes'
  case $SHELL_KIND in
    zsh) printf '. ~/.zshrc\n' >"$HOME/.zshenv" ;;
  esac
  rm -f "$HOME/was-read"
  run env -i -C "$HOME/acme" "${ENVIRONMENT[@]}" 'SSH_CLIENT=192.0.2.1 50000 22' 'SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22' \
    strace -f -qq -e trace=execve -o "$BATS_TEST_TMPDIR/trace" "$SHELL_KIND" -c 'printenv AWS_PROFILE; echo fine' </dev/null
  assert_output fine
  [[ -e $HOME/was-read ]] || fail 'the rc file was not read'
  node_starts "$BATS_TEST_TMPDIR/trace"
  assert_output 0
}
each_shell 'pitfall 17: a command over ssh, for which the rc file is read, says nothing more and starts nothing' over_ssh

# The prompt's last line has TEXT; output is that line with its escape sequences.
drawn() { # TEXT
  ask segment-raw "$SHELL_NAME"
  [[ $output == *"$1"* ]]
}

in_programs() {
  start_sandbox
  write_config
  bind acme acme-dev
  end_session corp
  set_environment MC_SID=4711
  start_shell commander
  run_line 'cd ~/acme'
  assert_output --partial 'Try: ssoenv login'
  expect_variable AWS_PROFILE acme-dev
  expect_segment 'acme-dev login needed'
  expect_browsers 0
  set_environment MC_SID= TERM=dumb INSIDE_EMACS=29.1,comint
  # such a terminal says nothing of its line editor
  start_shell emacs --no-wait
  await_text '$'
  send_line 'cd ~/acme'
  await_text 'Try: ssoenv login'
  eventually drawn 'acme-dev login needed'
  expect_browsers 0
  expect_count Authorize 0
  refute_output --regexp $'\033''\[[0-9;]*m'
}
each_shell 'pitfall 19: in Midnight Commander, Emacs and a dumb terminal no login starts by itself, and there is no colour' in_programs
