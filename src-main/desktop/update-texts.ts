/** What the shell says of newer versions of itself, and why it does not do what the panel asks. */
export const updateTexts = () => ({
  fromSources: 'This program runs from its sources.',
  noFeed: 'This build looks for no updates. Newer ones come from where this one came from.',
  feedNotHttps: 'The address of updates in this build is not one of https.',
  checkFailed: 'The address of updates does not answer. See that this computer is online.',
  downloadFailed: (version: string) =>
    `Version ${version} could not be downloaded, or was not signed by whoever signed this one. Try again later.`,
  nothingToDownload: 'There is nothing to download. Look for updates first.',
  nothingToInstall: 'There is nothing to install. Download it first.',
  nothingToSkip: 'There is no version to skip.',
  noPage: 'This build knows no page with packages.',
  unknownCommand: 'The desktop app does not know this command. The panel and the app are of different versions.',
})
