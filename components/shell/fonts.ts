import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'

/** For `<html className>` of the root layout: the variables that the theme's font families read. */
export const fontVariables = `${GeistSans.variable} ${GeistMono.variable}`
