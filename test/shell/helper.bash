# Scenarios in interactive shells, told once and run in bash, zsh and fish.
#
#     load helper
#
#     leaving() {
#       bind acme acme-dev
#       start_shell
#       run_line 'cd ~/acme'
#       expect_variable AWS_PROFILE acme-dev
#       run_line 'cd ~'
#       expect_no_variable AWS_PROFILE
#     }
#     each_shell 'leaving the directory restores the earlier AWS_PROFILE' leaving
#
# One file: node_modules/bats/bin/bats test/shell/x.bats; chosen shells: SSOENV_TEST_SHELLS="bash zsh"; longer deadlines (seconds):
# SSOENV_TEST_PATIENCE; a folder with another bash, zsh or fish, to come first on PATH: SSOENV_TEST_BIN. The program must have been built.

bats_require_minimum_version 1.11.0

# A person at a terminal has no deadline; a test has, and a busy machine may miss it. What fails twice has failed.
# shellcheck disable=SC2034 # bats reads it
BATS_TEST_RETRIES=${SSOENV_TEST_RETRIES-1}

TEST_SHELL=${BASH_SOURCE[0]%/*}
TEST_SHELL=$(cd "$TEST_SHELL" && pwd)
PROJECT=${TEST_SHELL%/test/shell}

# shellcheck source=/dev/null
{
  source "$PROJECT/node_modules/bats-support/load.bash"
  source "$PROJECT/node_modules/bats-assert/load.bash"
  source "$TEST_SHELL/rc.bash"
  source "$TEST_SHELL/aws.bash"
  source "$TEST_SHELL/sandbox.bash"
}

# Usage: each_shell [--not KIND] TITLE FUNCTION [ARGUMENT...]
# Registers one test per shell; --not leaves out a shell that has no such thing.
each_shell() {
  local kind without=''
  if [[ $1 == --not ]]; then
    without=$2
    shift 2
  fi
  for kind in ${SSOENV_TEST_SHELLS:-bash zsh fish}; do
    [[ $kind != "$without" ]] || continue
    # bats evaluates descriptions
    bats_test_function --description "$kind: ${1//[\$\`\"]/\\&}" -- in_shell_kind "$kind" "${@:2}"
  done
}

in_shell_kind() {
  SHELL_KIND=$1
  "${@:2}"
}

setup() {
  make_home
  start_driver
}

# What most scenarios begin with: a good token, and ~/acme bound to acme-dev. For a file's own setup.
bound_home() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  bind acme acme-dev
}

teardown() {
  stop_sandbox
  stop_driver
}

# A throw-away home and the whole environment of everything that a test starts: an array, nothing is inherited.
make_home() {
  HOME=$(cd "$BATS_TEST_TMPDIR" && pwd -P)/home
  mkdir -p "$HOME" "$BATS_TEST_TMPDIR/bin"
  ln -s "$PROJECT/dist/main.js" "$BATS_TEST_TMPDIR/bin/ssoenv"
  [[ -z ${SSOENV_TEST_NODE-} ]] || ln -s "$SSOENV_TEST_NODE" "$BATS_TEST_TMPDIR/bin/node"
  ENVIRONMENT=(
    "HOME=$HOME"
    "PATH=$BATS_TEST_TMPDIR/bin:${SSOENV_TEST_BIN:+$SSOENV_TEST_BIN:}/usr/local/bin:/usr/bin:/bin"
    "USER=$(id -un)"
    'TERM=xterm-256color'
    'LANG=C.UTF-8'
    "SSOENV_TEST_RUN=$BATS_TEST_TMPDIR" # by this the driver finds what is left of a test
  )
}

# Usage: give_away FILE...
# Makes them somebody else's, with all that is in them, links too; what the links lead to stays whose it is.
give_away() { chown -hR nobody "$@" 2>/dev/null || skip 'only root can give a file away'; }

# Usage: set_environment NAME=VALUE...
# For everything that is started from now on.
set_environment() {
  ENVIRONMENT+=("$@")
}

# Usage: program WORD...
# Runs ssoenv outside of any shell under test; sets status and output.
program() {
  run env -i -C "$HOME" "${ENVIRONMENT[@]}" ssoenv "$@" 3>&- 4>&- </dev/null
}

start_driver() {
  # A driver or sandbox that died is a failure with a message; SIGPIPE would end the test without a word. Not ignored: what is
  # started would inherit that.
  trap : PIPE
  # bats waits until everything has closed its own descriptors
  coproc DRIVER { exec "$TEST_SHELL/driver.py" 3>&- 4>&-; }
}

stop_driver() {
  [[ -n ${DRIVER_PID-} ]] || return 0
  ask stop
}

# Usage: ask REQUEST [FIELD...]
# Sets status, output and lines; when the driver says that it failed, the test has failed.
ask() {
  local verdict
  [[ -n ${DRIVER[1]-} ]] || fail 'The driver has ended.'
  printf '%s\0' "$#" "$@" >&"${DRIVER[1]}"
  IFS= read -r -d '' -t 120 verdict <&"${DRIVER[0]}" || fail 'The driver does not answer.'
  # shellcheck disable=SC2034 # status and lines are read by bats-assert
  IFS= read -r -d '' status <&"${DRIVER[0]}"
  IFS= read -r -d '' output <&"${DRIVER[0]}"
  # shellcheck disable=SC2034
  mapfile -t lines <<<"$output"
  [[ $verdict == ok ]] || fail "$1: $output"
}

# Usage: start_shell [NAME] [--in DIRECTORY] [--kind KIND] [--strace FILE] [--no-wait] [options of write_rc_files]
#
# Starts an interactive shell and waits for its first prompt; output is what it showed before that. It becomes the current shell,
# the one that the following words speak to; NAME is for tests with several (see to_shell).
start_shell() {
  local kind=$SHELL_KIND directory=$HOME wait=yes rc=() prefix=()
  SHELL_NAME=main
  while (($#)); do
    case $1 in
      --in) directory=$2 && shift ;;
      --kind) kind=$2 && shift ;;
      --strace) prefix=(strace -f -qq -e trace=process -o "$2") && shift ;;
      --no-wait) wait='' ;;
      --no-hook) rc+=("$1") ;;
      --*) rc+=("$1" "$2") && shift ;;
      *) SHELL_NAME=$1 ;;
    esac
    shift
  done
  write_rc_files "${rc[@]}"
  ask start "$SHELL_NAME" "$directory" $((${#ENVIRONMENT[@]} + 1)) "${ENVIRONMENT[@]}" "PWD=$directory" "${prefix[@]}" "$kind" -i
  [[ -z $wait ]] || await_prompt
}

# Usage: to_shell NAME
# The words that follow speak to this shell.
to_shell() {
  SHELL_NAME=$1
}

# Usage: run_line LINE
# Types the line and Enter and waits for the next prompt: output is what it showed, status what the prompt saw as $?.
run_line() { ask line "$SHELL_NAME" "$1"; }

# The prompt saw this `$?`.
expect_status() { [[ $status == "$1" ]] || fail "The prompt saw $status as \$?, not $1."; }

# Types the line and Enter, and waits for nothing.
send_line() { ask send "$SHELL_NAME" "$1"$'\r'; }

# Usage: press KEY...
press() {
  local key
  for key; do
    case $key in
      ctrl-c) ask send "$SHELL_NAME" $'\003' ;;
      ctrl-d) ask send "$SHELL_NAME" $'\004' ;;
      ctrl-z) ask send "$SHELL_NAME" $'\032' ;;
      enter) ask send "$SHELL_NAME" $'\r' ;;
      tab) ask send "$SHELL_NAME" $'\t' ;;
      *) ask send "$SHELL_NAME" "$key" ;;
    esac
  done
}

await_prompt() { ask prompt "$SHELL_NAME"; }
await_text() { ask text "$SHELL_NAME" "$1"; }
await_end() { ask ended "$SHELL_NAME"; }

# What the current shell has shown so far, into output.
shown() { ask shown "$SHELL_NAME"; }

# What stands before `$ ` in the prompt's last line, into output.
segment() { ask segment "$SHELL_NAME"; }

expect_segment() {
  segment
  assert_output "$1"
}

# The terminal window is closed.
hang_up() { ask hang-up "$SHELL_NAME"; }

# Usage: expect_variable NAME VALUE
# The current shell exports NAME with this value.
expect_variable() {
  run_line "printenv $1"
  assert_output "$2"
}

# The current shell exports no such variable.
expect_no_variable() {
  run_line "printenv $1"
  assert_output ''
}

# Usage: word unset NAME | word set NAME VALUE | word export NAME VALUE
# The shell's own spelling. VALUE is text that needs no quotes. `A && B`, `$(…)`, `source` and `export` are the same in all three.
word() {
  case $SHELL_KIND-$1 in
    fish-unset) printf 'set -e %s\n' "$2" ;;
    fish-set) printf 'set -g %s %s\n' "$2" "$3" ;;
    fish-export) printf 'set -gx %s %s\n' "$2" "$3" ;;
    *-unset) printf 'unset %s\n' "$2" ;;
    *-set) printf '%s=%s\n' "$2" "$3" ;;
    *-export) printf 'export %s=%s\n' "$2" "$3" ;;
  esac
}

# How many processes of Node a shell started with --strace FILE has started by now, into output.
node_starts() { # FILE
  output=$(grep -c 'execve("[^"]*/node"' "$1") || true
}

# Usage: eventually COMMAND...
# Tries until the command succeeds, or patience ends: for what another process does.
eventually() {
  local end=$((SECONDS + ${SSOENV_TEST_PATIENCE:-60}))
  until "$@"; do
    ((SECONDS < end)) || fail "still not so: $*"
    read -r -t 0.05 <> <(:) || true
  done
}
