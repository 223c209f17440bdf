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
    __ssoenv_take_settings ''
end
set -gx SSOENV_SHELL fish
__ssoenv_register
