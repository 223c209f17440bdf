# Taking a place among the handlers of fish_prompt.

# fish calls handlers in the order in which they were defined: defining this one again puts it behind all others.
function __ssoenv_register
    function __ssoenv_on_prompt --on-event fish_prompt
        functions -q __direnv_export_eval
        and __ssoenv_follow_direnv
        __ssoenv_is_quiet
        or __ssoenv_at_prompt
        test "$__ssoenv_drawn" = 1
        or __ssoenv_keep_segment
        set -g __ssoenv_drawn 0
    end
end
