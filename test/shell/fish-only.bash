# For scenarios that only fish has: each_shell then means fish, where it is among the chosen shells.
case " ${SSOENV_TEST_SHELLS:-bash zsh fish} " in
  *' fish '*) SSOENV_TEST_SHELLS=fish ;;
  *) SSOENV_TEST_SHELLS=' ' ;;
esac
