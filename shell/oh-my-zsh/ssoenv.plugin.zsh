# ssoenv as a plugin of oh-my-zsh: the hook and its completion, without a line in ~/.zshrc.
#
# The hook is read from the file that ssoenv keeps current; where it is missing it is made, so that only one shell ever waits for
# Node.

if [[ -z ${ZSH_VERSION-} || ! -o interactive ]]; then
  return 0
fi
__ssoenv_plugin_file=${XDG_DATA_HOME:-$HOME/.local/share}/ssoenv/hook.zsh
if [[ ! -O $__ssoenv_plugin_file ]] && command -v ssoenv >/dev/null; then
  (
    umask 077
    command mkdir -p "${__ssoenv_plugin_file:h}" && command ssoenv hook zsh >|"$__ssoenv_plugin_file.$$" &&
      command mv -f "$__ssoenv_plugin_file.$$" "$__ssoenv_plugin_file"
  )
fi
if [[ -O $__ssoenv_plugin_file ]]; then
  builtin source "$__ssoenv_plugin_file"
fi
builtin unset __ssoenv_plugin_file
