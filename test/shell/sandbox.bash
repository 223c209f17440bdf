# The local Identity Center of a test, the person in front of it, and the clocks.
# shellcheck disable=SC2034 # aws.bash reads the start URLs

# Usage: start_sandbox [options of ssoenv sandbox]
#
# Serves until the test is over; the person approves at once unless --person says otherwise. Everything that is started later is
# led to it, and has a browser that visits what it is given and notes the address. Call it before write_config.
start_sandbox() {
  local line
  # bats waits until everything has closed its own descriptors
  exec {SANDBOX_OUTPUT}< <(
    exec env -i -C "$BATS_TEST_TMPDIR" "${ENVIRONMENT[@]}" "TMPDIR=$BATS_TEST_TMPDIR" \
      ssoenv sandbox --json --person approve --set callsPerSecond=0 "$@" 2>"$BATS_TEST_TMPDIR/sandbox.err" 3>&- 4>&-
  )
  SANDBOX_PID=$!
  IFS= read -r -t 60 line <&"$SANDBOX_OUTPUT" || fail "The sandbox does not start: $(<"$BATS_TEST_TMPDIR/sandbox.err")"
  [[ $line =~ \"url\":\"http://127.0.0.1:([0-9]+)\" ]] || fail "No address in $line"
  SANDBOX_PORT=${BASH_REMATCH[1]}
  SANDBOX_START_URL=http://127.0.0.1:$SANDBOX_PORT/start
  SANDBOX_OTHER_START_URL=http://127.0.0.1:$SANDBOX_PORT/other/start
  set_environment \
    "AWS_ENDPOINT_URL_SSO_OIDC=http://127.0.0.1:$SANDBOX_PORT" \
    "AWS_ENDPOINT_URL_SSO=http://127.0.0.1:$SANDBOX_PORT" \
    "AWS_ENDPOINT_URL_STS=http://127.0.0.1:$SANDBOX_PORT" \
    "AWS_ENDPOINT_URL_IAM=http://127.0.0.1:$SANDBOX_PORT" \
    "BROWSER=$PROJECT/test/support/browser" \
    "SSOENV_TEST_BROWSER_LOG=$BATS_TEST_TMPDIR/browser.log"
}

stop_sandbox() {
  [[ -n ${SANDBOX_PID-} ]] || return 0
  kill "$SANDBOX_PID"
}

# Usage: sandbox METHOD ROUTE [JSON]
# One of the sandbox's controls (src/sandbox/admin.ts); the answer's body into `reply`. Starts no process.
sandbox() {
  local connection body=${3-} line
  exec {connection}<>"/dev/tcp/127.0.0.1/$SANDBOX_PORT"
  printf '%s /_sandbox/%s HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "$2" "${#body}" "$body" >&"$connection"
  IFS= read -r line <&"$connection"
  [[ $line == *' 200 '* ]] || fail "$1 $2: $line"
  while [[ ${line%$'\r'} != '' ]]; do IFS= read -r line <&"$connection"; done
  IFS= read -r -d '' reply <&"$connection" || true
  exec {connection}>&-
}

# Usage: count OPERATION
# How often the sandbox was asked for it, into `output`.
count() {
  sandbox GET counts
  output=0
  if [[ $reply =~ \"$1\":([0-9]+) ]]; then output=${BASH_REMATCH[1]}; fi
}

# Usage: expect_count OPERATION NUMBER
# A prompt waits three seconds for a refresh, and a busy machine may need longer: fewer calls than expected are waited for.
expect_count() {
  local deadline=$((SECONDS + ${SSOENV_TEST_PATIENCE:-60}))
  count "$1"
  while ((output < $2 && SECONDS < deadline)); do count "$1"; done
  assert_equal "$1: $output" "$1: $2"
}

# The person in front of the page: approve, deny or wait (until told otherwise).
person() { sandbox POST person "{\"mode\": \"$1\"}"; }

# Usage: decide approve|deny
# The person presses the button of the oldest request that waits.
decide() {
  sandbox POST pending "{\"decision\": \"$1\"}"
  # The page leads the browser back to the program that asked.
  if [[ $reply =~ \"location\":\"([^\"]+)\" ]]; then
    "$PROJECT/test/support/browser" "${BASH_REMATCH[1]//\\u0026/&}" 3>&- 4>&-
  fi
}

# How many addresses browsers were given.
browsers() {
  output=0
  [[ ! -e $BATS_TEST_TMPDIR/browser.log ]] || output=$(wc -l <"$BATS_TEST_TMPDIR/browser.log")
}

expect_browsers() {
  browsers
  assert_equal "browsers: $output" "browsers: $1"
}

# Usage: give_token SESSION STATE [SECONDS]
#
# A token of the sandbox's, as an earlier login would have left it. STATE: valid (it lasts SECONDS), expired (it can be
# refreshed), ended (it looks as if it could be refreshed, and the service refuses).
give_token() {
  local lasts=''
  [[ -z ${3-} ]] || lasts=", \"lastsSeconds\": $3"
  sandbox POST tokens "{\"state\": \"$2\", \"startUrl\": \"$(start_url "$1")\"$lasts}"
  mkdir -p "$HOME/.aws/sso/cache"
  (umask 077 && printf '%s' "$reply" >"$(token_file "$1").new")
  mv "$(token_file "$1").new" "$(token_file "$1")"
}

# Sets `library` to what faketime preloads. A killed process leaves its semaphore behind, and faketime fails where its own process has
# got the number of that one.
find_faketime() {
  local attempt
  for attempt in {1..20}; do
    library=$(faketime -m -f +0 printenv LD_PRELOAD) && return
  done
  return 1
}

# Everything that is started from now on reads the clock through libfaketime. It stands at the machine's time until move_clock.
# Timers and the times of files stay real.
use_movable_clock() {
  local library
  find_faketime
  move_clock 0
  set_environment "LD_PRELOAD=$library" "FAKETIME_TIMESTAMP_FILE=$BATS_TEST_TMPDIR/clock" FAKETIME_NO_CACHE=1 \
    FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1
}

# Usage: move_clock SECONDS
# The clock of the shells and programs of this test is so far ahead of the machine's; the sandbox's moves on its own. In bash only
# the current shell's.
move_clock() {
  printf '+%s\n' "$1" >"$BATS_TEST_TMPDIR/clock.new"
  mv "$BATS_TEST_TMPDIR/clock.new" "$BATS_TEST_TMPDIR/clock"
  # libfaketime asks getenv before bash, which has one of its own, knows its variables; but bash's clock is a variable.
  if [[ -n ${SHELL_NAME-} && $SHELL_KIND == bash ]]; then
    # Before 4.2 it goes by SECONDS.
    run_line "unset EPOCHSECONDS; EPOCHSECONDS=$(($(date +%s) + $1)); SECONDS=\$((SECONDS + $1 - \${__test_ahead-0})) __test_ahead=$1"
  fi
}

move_sandbox_clock() { sandbox POST clock "{\"advanceSeconds\": $1}"; }
