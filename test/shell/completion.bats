# TAB behind `ssoenv`: shell/README.md §9.
# shellcheck disable=SC2016,SC2154 # the shells under test expand, not this one; `output` is set by the helpers
load helper

# A shell in which completion is on, as its users have it.
start_completing() { # [words of start_shell]
  local line=true
  [[ $SHELL_KIND != zsh ]] || line='autoload -Uz compinit && compinit -u -D'
  write_config "${NAMES-}"
  start_shell "$@" --after "$line"
}

# Usage: expect_completed TYPED EXPECTED
# After TAB the line is turned into an echo of itself.
expect_completed() {
  run_line "$1"$'\t\001echo '
  assert_output "$2"
}

words() {
  start_completing
  expect_completed 'ssoenv prof' 'ssoenv profiles'
  expect_completed 'ssoenv profiles sy' 'ssoenv profiles sync'
  expect_completed 'ssoenv login --no-b' 'ssoenv login --no-browser'
  expect_completed 'ssoenv login --flow br' 'ssoenv login --flow browser'
  expect_completed 'ssoenv login --flow=br' 'ssoenv login --flow=browser'
  expect_completed 'ssoenv hook zs' 'ssoenv hook zsh'
  expect_completed 'ssoenv help exit' 'ssoenv help exit-codes'
  expect_completed 'ssoenv settl' 'ssoenv settl'
}
each_shell 'commands, flags and their values are completed, hidden ones are not' words

names() {
  start_completing
  expect_completed 'ssoenv use acme-d' 'ssoenv use acme-dev'
  expect_completed 'ssoenv use gues' 'ssoenv use guest-dev'
  expect_completed 'ssoenv login --session gu' 'ssoenv login --session guest'
  expect_completed 'ssoenv login --session=gu' 'ssoenv login --session=guest'
  expect_completed 'ssoenv login --force pl' 'ssoenv login --force plain'
  expect_completed 'A= B=1 ssoenv use pl' 'A= B=1 ssoenv use plain'
  run_line 'true; ssoenv use pl'$'\t'
  expect_variable AWS_PROFILE plain
  run_line "$(word export AWS_CONFIG_FILE "$HOME/other")"
  printf '[profile elsewhere]\n' >"$HOME/other"
  expect_completed 'ssoenv use els' 'ssoenv use elsewhere'
}
each_shell 'profiles and sessions are completed from the config that holds' names

HOSTILE='
[profile "two words"]
[profile "it'\''s"]
[profile '\''x$(touch EVIL)`touch EVIL`'\'']
[profile '\''q"uote\\back'\'']
[profile co:lon=and@at]
[profile ünïcode]
[profile "st* ~ & ; | > #"]
'

hostile() {
  NAMES=$HOSTILE start_completing
  expect_completed 'ssoenv use two' 'ssoenv use two words'
  expect_completed 'ssoenv use it' "ssoenv use it's"
  expect_completed 'ssoenv use x' 'ssoenv use x$(touch EVIL)`touch EVIL`'
  run_line 'ssoenv use q'$'\t'
  run_line 'printenv AWS_PROFILE'
  assert_output 'q"uote\\back'
  expect_completed 'ssoenv use co' 'ssoenv use co:lon=and@at'
  expect_completed 'ssoenv use co:l' 'ssoenv use co:lon=and@at'
  expect_completed 'ssoenv use co:lon=a' 'ssoenv use co:lon=and@at'
  expect_completed 'ssoenv use ün' 'ssoenv use ünïcode'
  expect_completed 'ssoenv use st' 'ssoenv use st* ~ & ; | > #'
  expect_completed "ssoenv use 'two" 'ssoenv use two words'
  expect_completed 'ssoenv use "two' 'ssoenv use two words'
  [[ ! -e $HOME/EVIL ]]
}
each_shell 'a name with blanks, quotes and escapes is one word, and runs nothing' hostile

left_out() {
  NAMES=$'[profile zz-\e[31mred]\n[profile .]\n[profile zz-\xe2\x80\xaeright]\n[profile zz-\xc2\x9bred]\n[profile zz-fine]' start_completing
  expect_completed 'ssoenv use zz' 'ssoenv use zz-fine'
}
each_shell 'names that a terminal would obey are left out' left_out

no_node() {
  local starts
  start_completing --strace "$BATS_TEST_TMPDIR/strace"
  node_starts "$BATS_TEST_TMPDIR/strace"
  starts=$output
  expect_completed 'ssoenv use acme-d' 'ssoenv use acme-dev'
  expect_completed 'ssoenv login --session gu' 'ssoenv login --session guest'
  node_starts "$BATS_TEST_TMPDIR/strace"
  assert_output "$starts"
}
each_shell 'TAB starts no program of Node' no_node

other_commands() {
  printf 'text\n' >"$HOME/some file"
  start_completing
  expect_completed 'ssoenv exec acme-dev -- printen' 'ssoenv exec acme-dev -- printenv'
  expect_completed 'ssoenv exec acme-dev -- cat some' 'ssoenv exec acme-dev -- cat some file'
  expect_completed 'ssoenv exec -- cat ./so' 'ssoenv exec -- cat ./some file'
}
each_shell 'behind -- another command is completed as itself' other_commands

strict() {
  start_completing
  case $SHELL_KIND in
    bash) run_line 'set -eu; IFS=e; alias local=false builtin=false while=false' ;;
    zsh) run_line 'setopt KSH_ARRAYS NO_UNSET ERR_RETURN SH_WORD_SPLIT WARN_CREATE_GLOBAL; IFS=e; alias -g kind=false name=false' ;;
    fish) run_line 'set -g word x; set -g kind y' ;;
  esac
  expect_completed 'ssoenv use acme-d' 'ssoenv use acme-dev'
  expect_completed 'ssoenv nothing --such' 'ssoenv nothing --such'
  expect_completed 'ssoenv login --flow=d' 'ssoenv login --flow=device'
}
each_shell "the user's options, aliases and variables do not matter" strict

without_config() {
  start_completing
  rm "$HOME/.aws/config"
  expect_completed 'ssoenv use acme' 'ssoenv use acme'
}
each_shell 'without a config there is no name, and no word of complaint' without_config

taken_away() {
  start_completing
  expect_completed 'ssoenv use acme-d' 'ssoenv use acme-dev'
  run_line ssoenv_deactivate
  expect_completed 'ssoenv use acme-d' 'ssoenv use acme-d'
  case $SHELL_KIND in
    bash) run_line 'complete -p ssoenv 2>/dev/null; declare -F | grep ssoenv; compgen -v __ssoenv' ;;
    zsh) run_line 'print -r -- ${_comps[ssoenv]-}${(M)${(k)functions}:#*ssoenv*}' ;;
    fish) run_line 'complete -c ssoenv; functions -a -n | string match "*ssoenv*"; set -n | string match "*ssoenv*"' ;;
  esac
  assert_output ''
}
each_shell 'ssoenv_deactivate takes it away' taken_away

without_compinit() {
  write_config
  start_shell
  assert_output ''
  run_line 'ssoenv use plain; printenv AWS_PROFILE'
  assert_output plain
}
SSOENV_TEST_SHELLS=zsh each_shell 'without a completion system nothing is told' without_compinit
