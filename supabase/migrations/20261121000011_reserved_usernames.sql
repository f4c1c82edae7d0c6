-- Usernames that nobody may have: the package reserved-usernames, and names of our own.
-- Written by scripts/write-reserved-usernames.ts. Names without a letter look like nothing in particular.
insert into private.reserved_usernames (username, skeleton)
select username, case when username ~ '[a-z]' then private.username_skeleton(username) end
from regexp_split_to_table('100 101 102 1xx 200 201 202 203 204 205 206 207 226 2xx 300 301 302 303 304 305 307 308 3xx 400 401 402 403 404 405
406 407 408 409 410 411 412 413 414 415 416 417 418 422 423 424 426 428 429 431 451 4xx 500 501 502 503 504 505 506
507 511 5xx 7xx about abuse access account accounts activate activities activity add address adm admin
administration administrator admins ads advertising affiliate affiliates all analysis analytics anon anonymous api
app apps archive archives asset auth authentication autoconfig avatar backup bank beta billing bin blog blogs board
bot bots broadcasthost bug bugs cache call cancel captcha career careers cart categories category cgi cgibin
changelog chat check checking checkout client clients code comment comments communities community company config
configuration connect contact contact_us contactus contribute corp create crypt css customercare customerservice
customersupport dashboard data default delete deleted deleteduser demo destroy dev devel developer developers die
dir directory dist dns doc docker docs documentation download downloads edit editor email employment empty end
enterprise entries entry error errors eval event everyone exit explore export faq favorite favorites fbi feature
features feed feedback feeds file files firewall first follow followers following forgot forgot_password
forgotpassword form forum forums free friend friends ftp get gift gifts gist git graph group groups guest guests
help helpcenter helpdesk here home homepage hooks host hosting hostmaster hostname howto html http httpd https image
images imap img inbox index info information inquiry intranet invitations invite irc isatap issue issues item items
java javascript job jobs join json keys keyserver knowledgebase language languages last legal license link links
list lists local localdomain localhost log log_in log_out login logout logs mail mail1 mail2 mail3 mail4 mail5
mailer mailerdaemon mailing maintenance manager manual map maps marketing master matchmaking media member members
message messages mis mob mobile mod moderation moderator moderators mods movie movies msg music name named names
namespace namespaces nan navi navigation net network new news newsletter nick nickname nobody noc none noreply notes
notification notifications notify ns1 ns10 ns2 ns3 ns4 ns5 ns6 ns7 ns8 ns9 null oauth offer offers official
officialplaza old online openid operator ops order orders organization organizations orgs overview owner owners
package page pages panel passwd password patch payment photo photos pic pics ping plan plans plaza plazaapp
plazahelp plazahq plazaofficial plazasafety plazasecurity plazastaff plazasupport plazateam plugin plugins policy
pop pop3 popular portal post postmaster posts premium press price pricing privacy privacy_policy privacypolicy
private product products profile project projects promo pub public put query random ranking read readme recent
recruit recruitment reels register registration release releases remote remove replies reply report reports
repositories repository req request requests res reset reset_password resetpassword resource resources root rss rule
rules safety sale sales sample samples save script scripts search secure security securityteam self send server
serverinfo serverstatus service services session sessions setting settings setup share shop show sign_in sign_up
signin signout signup site sitemap sites smtp somebody source spec special src ssh ssl ssladmin ssladministrator
sslwebmaster staff stage staging start stat state static stats status store stores stories style styles stylesheet
stylesheets subdomain subscribe subscriptions support sys sysadmin sysadministrator sysop system tag tags talk task
tasks team teams tech techsupport telnet term terms terms_of_service termsofservice test test1 test2 test3 testing
tests theme themes theplaza thread threads tls tmp todo token tokenserver tool tools top topic topics tos tour
translations trends trustandsafety tutorial undef undefined unfollow unknown unsubscribe update upload uploads
uptime url usage usenet user username users usr util uucp ver verification verified version video videos visitor vpn
watch web webmail webmaster website websites welcome widget widgets wiki work works wpad wws www www1 www2 www3 www4
www5 www6 www7 wwws wwww xfn xml xmpp xpg xxx yaml year yml you yourdomain yourname yoursite yourusername', '\s+') username;
