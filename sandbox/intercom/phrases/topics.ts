export interface CustomerRequest {
  subject: string
  opening: string
  answer: string
}

export interface Topic {
  tag: string
  requests: readonly CustomerRequest[]
  note: string
}

/** `{product}`, `{plan}`, `{amount}`, `{company}` and `{seats}` are filled in per conversation. */
export const topics: readonly Topic[] = [
  {
    tag: 'billing',
    note: 'Duplicate charge confirmed in the payment log. Refund issued, waiting for the bank.',
    requests: [
      {
        subject: 'Charged twice for {plan}',
        opening:
          'Our card was charged {amount} twice on the same day for the {plan} plan. The second charge has no invoice on the billing page.',
        answer:
          'I can see both payments; the second one was a retry after a bank timeout. A refund is on its way and takes three to five working days.',
      },
      {
        subject: 'Two invoices for the same month',
        opening:
          'Our finance team received two invoices of {amount} from {product} for one month. We only expect one for {seats} seats.',
        answer: 'I have cancelled the duplicate invoice and sent a corrected one to your billing address.',
      },
    ],
  },
  {
    tag: 'refund',
    note: 'Inside the thirty day window. Refund approved by finance.',
    requests: [
      {
        subject: 'Please refund our renewal',
        opening:
          'We renewed {product} by mistake last week and have not used it since. Could we get a refund of {amount}?',
        answer:
          'Renewals can be refunded within thirty days, so this is no problem. I have started the refund of {amount}.',
      },
      {
        subject: 'Refund for unused seats',
        opening:
          'Half of our {seats} seats were never used. We would like a refund for the unused part of the {plan} plan.',
        answer: 'I have reduced the seats from the next period and credited the difference to your account.',
      },
    ],
  },
  {
    tag: 'login',
    note: 'Signing certificate mismatch. Same cause as two other accounts this week.',
    requests: [
      {
        subject: 'Single sign-on loops back to the login page',
        opening:
          'Since this morning nobody at {company} can sign in. After our identity provider accepts the password, {product} shows the login page again.',
        answer:
          'The certificate of your identity provider was rotated. I have loaded the new one, please try again in a private window.',
      },
      {
        subject: 'Locked out after a password reset',
        opening: 'I reset my password twice and the link in the mail always says it has expired.',
        answer:
          'The mail gateway of your company opens links before you do, which uses them up. I have sent you a code instead.',
      },
    ],
  },
  {
    tag: 'export',
    note: 'Known limit: cells over 32,767 characters. Linked to the engineering issue.',
    requests: [
      {
        subject: 'Export stays at 99 percent',
        opening:
          'The monthly export from {product} has been at 99 percent for six hours. The file is needed for a board meeting tomorrow.',
        answer:
          'One record with a very long note stopped the export. I restarted it without that record and the file is now in your inbox.',
      },
      {
        subject: 'Report export is missing columns',
        opening: 'The exported spreadsheet no longer has the custom columns we added for {company}.',
        answer:
          'The columns were hidden by a saved view. If you pick the default view before exporting, they come back.',
      },
    ],
  },
  {
    tag: 'integration',
    note: 'Endpoint disabled automatically after a 410. Replayed the queue by hand.',
    requests: [
      {
        subject: 'Webhook deliveries stopped',
        opening:
          'We have not received a single webhook from {product} since Tuesday, although the settings page shows the endpoint as healthy.',
        answer:
          'Your endpoint answered with status 410 once, and we stop delivering after that. I have switched it on again and replayed the missing events.',
      },
      {
        subject: 'Sync with our CRM is a day behind',
        opening: 'Contacts changed in our CRM need a full day to show up. It used to be minutes.',
        answer: 'The sync was limited after a burst of changes. I have raised the limit for your workspace.',
      },
    ],
  },
  {
    tag: 'campaign',
    note: 'Paused by an audience edit. Customer would like a warning in the editor.',
    requests: [
      {
        subject: 'Campaign stopped sending',
        opening:
          'Our onboarding campaign stopped sending halfway through. About {seats} people did not get the second message.',
        answer:
          'The audience rule was edited while the campaign was running, which pauses it. I have resumed it from where it stopped.',
      },
      {
        subject: 'Open rate dropped to zero',
        opening: 'The open rate of every message is zero since the last release, which cannot be right.',
        answer: 'Opens were not counted for two days because of a fault on our side. The numbers have been repaired.',
      },
    ],
  },
  {
    tag: 'payout',
    note: 'Returned by the bank with code AC04. Account details requested.',
    requests: [
      {
        subject: 'Payout has not arrived',
        opening: 'The payout of {amount} announced for last Friday is not in our account yet.',
        answer:
          'The bank returned the payout because the account number had changed. Please confirm the new one and we will send it again.',
      },
      {
        subject: 'Payout smaller than expected',
        opening: 'The last payout is lower than the sum of our sales. Can you explain the difference of {amount}?',
        answer: 'The difference is the reserve for open disputes. It is released once they are settled.',
      },
    ],
  },
  {
    tag: 'performance',
    note: 'Slow query found in the trace, index added in the next release.',
    requests: [
      {
        subject: 'Dashboard takes a minute to load',
        opening: 'The main dashboard of {product} needs more than a minute to load for all {seats} of us.',
        answer:
          'One widget asked for five years of data. I limited it to ninety days and the page now loads in two seconds.',
      },
      {
        subject: 'Timeouts during the morning peak',
        opening: 'Between nine and ten every search ends with a timeout. Later in the day it is fine.',
        answer: 'We moved your workspace to a larger cluster tonight. Please tell us if the mornings are not better.',
      },
    ],
  },
  {
    tag: 'feature request',
    note: 'Vote added to the roadmap item. Fourth request from this industry.',
    requests: [
      {
        subject: 'Approval step before publishing',
        opening: 'Our editors at {company} would like an approval step before anything is published from {product}.',
        answer:
          'This is on the list for the coming quarter. I have added your vote and will write as soon as a beta opens.',
      },
      {
        subject: 'Bulk edit for tags',
        opening:
          'Is there a way to change the tags of several hundred records at once? Doing it one by one takes days.',
        answer: 'There is no button for it yet, but the import can do it. I have attached the steps.',
      },
    ],
  },
  {
    tag: 'security',
    note: 'Checked the audit log, address belongs to a mobile provider. No sign of misuse.',
    requests: [
      {
        subject: 'Suspicious login from an unknown city',
        opening: 'We received a notice of a login from a city where {company} has no office. Please check it.',
        answer:
          'I have ended all sessions of that account and asked for a new password. According to the audit log it was a travelling colleague.',
      },
      {
        subject: 'Security questionnaire',
        opening:
          'Before we extend the {plan} plan, our security team needs answers to a short questionnaire about {product}.',
        answer: 'The filled-in questionnaire and our latest report are attached.',
      },
    ],
  },
]

export const greetings = ['Hello,', 'Hi there,', 'Good morning,', 'Dear support team,', 'Hi,'] as const
export const details = [
  'We are on the {plan} plan with {seats} seats and have used {product} for about two years. Nothing was changed on our side before this started.',
  'I already tried another browser, cleared the cache and asked a colleague to repeat the steps on her machine. The result is the same everywhere.',
  'This matters to us because the numbers go into our weekly report, and several people at {company} are waiting for them.',
  'If you need more details, I am happy to share a recording of the screen or to join a call. We are available on weekdays from nine to five.',
  'I could not find an answer in the Help Center. The article that seemed to fit describes an older version of the settings page.',
  'For reference, we saw something similar in spring, and back then it was solved by your team within a day.',
] as const
export const mailFooter =
  'This message and its attachments are meant for the person or organisation they are addressed to and may be confidential. If they reached you by mistake, please tell the sender and delete them; copying or passing them on is not allowed. Messages sent over the internet can be late, incomplete or changed on the way, and {company} accepts no liability for that. Please think of the environment before printing this message.'
export const followUps = [
  'Thank you, that was quick. I will check with my colleagues and come back to you.',
  'It works again, many thanks for your help!',
  'I am afraid it is still the same here. Is there anything else we can try?',
  'Could you please tell me when this will be finished? My manager is asking.',
] as const
