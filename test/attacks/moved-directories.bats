# Names of directories that come to mean others: trust is for the place, not for the name that leads there.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load ../shell/helper

setup() { bound_home; }

# A repository's link that leads to the trusted directory when it is first entered, and to another one after a checkout: with
# the same words in a file that is the person's own.
turn_link() {
  mkdir -p "$HOME/repository"
  ln -sfn "$HOME/acme" "$HOME/repository/link"
  start_shell
  run_line 'cd ~/repository/link'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  write_binding repository/other $'profile = acme-dev\n'
  ln -sfn other "$HOME/repository/link"
}

turned() {
  turn_link
  run_line 'cd ~/repository/link && printenv AWS_PROFILE'
  refute_line acme-dev
  expect_no_variable AWS_PROFILE
  ln -sfn "$HOME/acme" "$HOME/repository/link"
  run_line 'cd ~'
  run_line 'cd ~/repository/link'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'a link that leads elsewhere since gives no profile there, and is believed again when it leads back' turned

new_shell() {
  turn_link
  start_shell second --in "$HOME/repository/link"
  run_line ''
  expect_no_variable AWS_PROFILE
}
each_shell 'nor does it in a new shell' new_shell

exchanged() {
  start_shell
  run_line 'cd ~/acme'
  run_line 'cd ~'
  mkdir -p "$HOME/other"
  mv "$HOME/acme" "$HOME/elsewhere"
  write_binding other $'profile = acme-prod\n'
  mv "$HOME/other" "$HOME/acme"
  run_line 'cd ~/acme && printenv AWS_PROFILE'
  assert_line ssoenv-refused
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'cd ~/elsewhere'
  expect_no_variable AWS_PROFILE
}
each_shell 'a directory that was moved takes no trust with it, and one in its place with other words is refused' exchanged
