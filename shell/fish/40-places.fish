# Where things are: the folders, the nearest binding, and the clock.

# The state folder and the settings file, as the environment says now.
function __ssoenv_folders
    test "$HOME:$XDG_STATE_HOME:$XDG_CONFIG_HOME" = "$__ssoenv_folders_of" -a -O "$__ssoenv_state" -a ! -L "$__ssoenv_state"
    and return
    set -g __ssoenv_folders_of "$HOME:$XDG_STATE_HOME:$XDG_CONFIG_HOME"
    set -g __ssoenv_state "$HOME/.local/state/ssoenv"
    string match -q '/*' -- "$XDG_STATE_HOME"
    and set -g __ssoenv_state "$XDG_STATE_HOME/ssoenv"
    # Somebody else's may hold links to files of ours. Nothing is below this one, and nothing can be put there.
    test -O $__ssoenv_state -a ! -L $__ssoenv_state
    or set -g __ssoenv_state /dev/null/ssoenv
    set -g __ssoenv_config "$HOME/.config/ssoenv/config"
    string match -q '/*' -- "$XDG_CONFIG_HOME"
    and set -g __ssoenv_config "$XDG_CONFIG_HOME/ssoenv/config"
end

# The current directory and those above it, nearest first, and beside them their names in the state folder.
function __ssoenv_places
    test "$PWD" = "$__ssoenv_pwd"
    and return
    set -g __ssoenv_pwd $PWD
    set -e __ssoenv_file
    set -g __ssoenv_dirs /
    set -g __ssoenv_names /_
    set -l dir
    set -l name
    set -l fish_read_limit 1048576
    # Through a pipe, because a command substitution would split a directory whose name holds a line break.
    printf %s $PWD | read -lz -d / -a parts
    for part in $parts
        test -n "$part"
        or continue
        set dir "$dir/$part"
        set name "$name/_$part"
        set -p __ssoenv_dirs $dir
        set -p __ssoenv_names $name
    end
end

# The nearest binding: __ssoenv_here, its directory or nothing; __ssoenv_source, file or settings; __ssoenv_name.
function __ssoenv_find
    __ssoenv_places
    # As it was: the file that was found still stands there, and none has come nearer.
    if set -q __ssoenv_file; and test -z "$__ssoenv_file" -o -e "$__ssoenv_file"
        set -q __ssoenv_nearer[1]
        or return
        path is $__ssoenv_nearer
        or return
    end
    __ssoenv_find_by_settings
    set -g __ssoenv_here ''
    set -g __ssoenv_source ''
    set -g __ssoenv_name ''
    set -g __ssoenv_file ''
    set -g __ssoenv_nearer
    set -l names $__ssoenv_names
    for dir in $__ssoenv_dirs
        set -l file $dir/.ssoenv
        test $dir = /
        and set file /.ssoenv
        # A link to nowhere is nothing, here and for the program.
        if test -e $file
            set -g __ssoenv_source file
            set -g __ssoenv_file $file
        else
            set -a __ssoenv_nearer $file
            test "$dir" = "$__ssoenv_by_settings"
            and set -g __ssoenv_source settings
        end
        if test -n "$__ssoenv_source"
            set -g __ssoenv_here $dir
            set -g __ssoenv_name $names[1]
            return
        end
        set -e names[1]
    end
end

# The nearest directory that the settings bind: __ssoenv_by_settings.
function __ssoenv_find_by_settings
    set -g __ssoenv_by_settings ''
    set -l patterns
    for line in $__ssoenv_set_dirre
        set -l depth
        set -l regex
        string match -rq '^(?:\*|(?<depth>[0-9]{1,4})) (?<regex>.+)$' -- $line
        or continue
        set -q depth[1]
        and set regex "^(?=(?:/[^/]*){$depth}\\z)(?:$regex)"
        string match -rq -- $regex $__ssoenv_dirs
        and set -a patterns $regex
    end
    set -q patterns[1]
    or return
    for dir in $__ssoenv_dirs
        for regex in $patterns
            if string match -rq -- $regex $dir
                set -g __ssoenv_by_settings $dir
                return
            end
        end
    end
end

# The current second: __ssoenv_clock. The age of a file from 1970 is the only clock that fish has inside (fish #10093).
function __ssoenv_now
    set -g __ssoenv_clock (path mtime -R $__ssoenv_state/clock)
    string match -rq '^[0-9]{10,12}$' -- "$__ssoenv_clock"
    or set -g __ssoenv_clock (math (path mtime /) + (path mtime -R /))
end
