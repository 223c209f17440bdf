# A process that exchanges the .ssoenv all the time, while prompts come and go.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load ../shell/helper

setup() {
  bound_home
  write_settings $'auto_login = never\n'
}

teardown() {
  if [[ -n ${SWAPPER-} ]]; then
    kill "$SWAPPER"
    wait "$SWAPPER" || :
  fi
  stop_driver
}

# The trusted text, one that nobody has allowed, a link and a directory, in turn, by rename and with one date for all files.
swap() {
  # bats waits until everything has closed its own descriptors
  /usr/bin/python3 -c '
import os, sys, time
file, other = sys.argv[1:3]
step, parent = 0, os.getppid()
while os.getppid() == parent:
    new = file + ".new"
    if os.path.isdir(file): os.rmdir(file)
    if step % 4 == 2: os.symlink(other, new)
    elif step % 4 == 3:
        os.mkdir(new)
        os.unlink(file)
    else:
        with open(new, "w") as out: out.write(["profile = acme-dev\n", "profile = acme-prod\n"][step % 4])
        os.utime(new, (1e9, 1e9))
    os.rename(new, file)
    step += 1
    time.sleep(0.002)
' "$HOME/acme/.ssoenv" "$HOME/other" 3>&- 4>&- &
  SWAPPER=$!
}

swapped() {
  printf 'profile = acme-prod\n' >"$HOME/other"
  start_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  swap
  for _ in 1 2 3 4 5 6; do
    run_line 'printenv AWS_PROFILE'
    refute_line acme-prod
    run_line 'cd ~ && cd ~/acme && printenv AWS_PROFILE'
    refute_line acme-prod
    segment
    refute_output acme-prod
  done
  kill -0 "$SWAPPER" || fail 'It has not swapped to the end.'
}
each_shell 'no prompt takes the profile of a text that nobody has allowed, and none hangs' swapped
