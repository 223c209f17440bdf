# How a .ssoenv is read: exactly, and never more than there is to read.
# shellcheck disable=SC2016
load fish-only.bash
load helper

trusted() { # TEXT
  write_config
  write_token corp '+8 hours'
  write_binding acme "$1"
  allow acme
  start_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
}

unended() { trusted 'profile = acme-dev'; }
# pitfall 28
each_shell 'a file without a line end is read as it is' unended

crlf() { trusted $'profile = acme-dev\r\n\r\n'; }
each_shell 'a file with CRLF is read as it is' crlf

changes() {
  trusted $'profile = acme-dev\n'
  printf 'profile = acme-dev' >"$HOME/acme/.ssoenv"
  run_line ''
  expect_variable AWS_PROFILE ssoenv-refused
  printf 'profile = acme-dev\n\n' >"$HOME/acme/.ssoenv"
  run_line ''
  expect_variable AWS_PROFILE ssoenv-refused
  printf 'profile = acme-dev\n\0x' >"$HOME/acme/.ssoenv"
  run_line ''
  expect_variable AWS_PROFILE ssoenv-refused
  printf 'profile = acme-dev\n\0\0' >"$HOME/acme/.ssoenv"
  run_line ''
  expect_variable AWS_PROFILE ssoenv-refused
  printf 'profile = acme-dev\n' >"$HOME/acme/.ssoenv"
  run_line ''
  expect_variable AWS_PROFILE acme-dev
}
# pitfall 28
each_shell 'a line end less or more, and anything behind a NUL, is another text' changes

long() {
  trusted $'profile = acme-dev\n'
  head -c 50000000 /dev/zero | tr '\0' x >"$HOME/acme/.ssoenv"
  run_line ''
  expect_variable AWS_PROFILE ssoenv-refused
  : >"$HOME/acme/.ssoenv"
  run_line ''
  expect_variable AWS_PROFILE ssoenv-refused
}
# pitfall 28
each_shell 'a file that is too long or empty is read in an instant and refused' long

fifo() {
  write_config
  mkdir -p "$HOME/acme"
  mkfifo "$HOME/acme/.ssoenv"
  start_shell
  run_line 'cd ~/acme'
  assert_output --partial 'is ignored'
  run_line 'echo alive'
  assert_output alive
}
# pitfall 28
each_shell 'a FIFO is not opened' fifo
