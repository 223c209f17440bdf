# Keys in the environment: most tools take them before AWS_PROFILE. They are told of and marked, or put aside.

# With `shadow = unset` keys are put aside once as a binding comes into force. What the person exports after that stays.
function __ssoenv_mind_keys
    set -l shadow $SSOENV_SHADOW
    test -n "$shadow"
    or set shadow "$__ssoenv_set_shadow"
    test "$__ssoenv_keys_minded" = "$shadow:$SSOENV_DIR"
    and return
    set -g __ssoenv_keys_minded "$shadow:$SSOENV_DIR"
    if test "$shadow" = unset
        __ssoenv_put_keys_aside
    else
        __ssoenv_give_keys_back
    end
end

function __ssoenv_has_keys
    set -qx AWS_ACCESS_KEY_ID
    and test -n "$AWS_ACCESS_KEY_ID"
end

# They are kept as names and values in __ssoenv_keys, which is not exported. What direnv has set stays, and so do universal
# variables: to hide one is to take it away from all shells.
function __ssoenv_put_keys_aside
    # Traces show what is set.
    set -l fish_trace
    set -q __ssoenv_keys[1]; or test "$__ssoenv_keys_of_direnv" = 1; or not __ssoenv_has_keys
    and return
    for name in $__ssoenv_key_names
        set -qU $name
        and return
    end
    for name in $__ssoenv_key_names
        if set -qgx $name
            set -ga __ssoenv_keys $name "$$name"
            set -eg $name
        end
    end
end

# Not beside others that came meanwhile: half of one key and half of another open nothing.
function __ssoenv_give_keys_back
    set -l fish_trace
    set -q __ssoenv_keys[1]
    or return 0
    for name in $__ssoenv_key_names
        set -q $name
        and return 0
    end
    while set -q __ssoenv_keys[1]
        set -gx $__ssoenv_keys[1..2]
        set -e __ssoenv_keys[1..2]
    end
end

# At a prompt where nothing is bound: direnv has had its turn, and what is set now is the person's.
function __ssoenv_forget_keys
    set -q __ssoenv_keys[1]; and not set -q SSOENV_DIR
    or return 0
    __ssoenv_give_keys_back
    set -e __ssoenv_keys
end

# Whether direnv has set the keys: then it also takes them away. What it did before this shell is not known; then they are taken
# for its own. Before __ssoenv_diff is set anew.
function __ssoenv_watch_keys_of_direnv
    if test -z "$DIRENV_DIFF" -o -z "$AWS_ACCESS_KEY_ID"
        set -g __ssoenv_keys_of_direnv 0
    else if test "$DIRENV_DIFF" != "$__ssoenv_diff" -a "$AWS_ACCESS_KEY_ID" != "$__ssoenv_key_left"
        set -g __ssoenv_keys_of_direnv 1
    end
end

function __ssoenv_tell_of_keys
    if test -n "$__ssoenv_shadowed" -a "$__ssoenv_shadowed" != "$__ssoenv_shadowed_told"
        echo 'ssoenv: AWS_ACCESS_KEY_ID in the environment hides the profile: the AWS CLI and most tools use that key. Try: set -e AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN' >&2
    end
    set -g __ssoenv_shadowed_told $__ssoenv_shadowed
end
