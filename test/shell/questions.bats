# Questions that read keys, in a shell with job control.
# shellcheck disable=SC2154 # output is the rig's
load helper

setup() {
  make_home
  start_driver
}

line() {
  start_shell
  send_line 'ssoenv configure x'
  await_text 'Start URL of the access portal'
  press ctrl-z
  await_prompt
  send_line fg
  await_text 'Start URL of the access portal'
  press nonsense enter
  await_text 'such as https://acme.awsapps.com/start'
  press ctrl-c
  await_prompt
  assert [ ! -e "$HOME/.aws/config" ]
}
each_shell 'after Ctrl-Z and fg a question for a line goes on' line
