# Loading.

# Loading it twice changes nothing: what the shell knows stays, the functions are the same. Only what others have loaded
# since is looked at again.
set -e __ssoenv_direnv_marks
set -e __ssoenv_elsewhere
set -q SSOENV_LOGIN_BEFORE
and set -g __ssoenv_opt_commands 1
set -q __ssoenv_live
or begin
    set -g __ssoenv_due_again 0
    set -g __ssoenv_acting 0
    set -g __ssoenv_shown none
    set -g __ssoenv_key_names AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION
    set -g __ssoenv_key_left "$AWS_ACCESS_KEY_ID"
    set -g __ssoenv_diff "$DIRENV_DIFF"
    set -g __ssoenv_keys_of_direnv 0
    test -n "$DIRENV_DIFF"
    and set -g __ssoenv_keys_of_direnv 1
    __ssoenv_take_settings ''
end
set -gx SSOENV_SHELL fish
set -gx SSOENV_SHELL_PID $fish_pid
complete -c ssoenv -e
complete -c ssoenv --no-files --arguments '(__ssoenv_complete)'
__ssoenv_register
