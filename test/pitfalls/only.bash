# For scenarios of one shell in a file for several.

# Usage: bash_only TITLE FUNCTION [ARGUMENT...]
# As each_shell, where this shell is among the chosen ones.
bash_only() { only bash "$@"; }
zsh_only() { only zsh "$@"; }
fish_only() { only fish "$@"; }

only() { # KIND ...
  case " ${SSOENV_TEST_SHELLS:-bash zsh fish} " in
    *" $1 "*) SSOENV_TEST_SHELLS=$1 each_shell "${@:2}" ;;
  esac
}
