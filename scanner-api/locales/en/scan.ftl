### Scan page: the words a shopper sees.

site-name = County Ledger
site-line = One item, one code
switch-language = 中文
comma = { ", " }
comma-list = { ", " }
code-label = Code on the label
advice-title = What you can do
call-12315 = Call 12315 to report it
facts-title = Three facts
holds-title = Why it is on hold
story-title = From the field to the label
story-title-meat = From the farm to the label
tests-title = Tests
tests-none = The ledger has no test of this lot. That does not mean that it failed one: it was not tested, or the test was not recorded.
proof-title = What this page stands on
proves-title = It proves
proves-not-title = It does not prove
proof-how = These records are written on the County Ledger and cannot be changed or deleted. Anybody can take the records with their proof and recompute them, without trusting this site:
footer-privacy = This page does not record who you are, sets no cookie and loads nothing from third parties.
footer-service = Growers, packing houses and laboratories sign their own records; the County Ledger keeps them.

# Verdicts: a word and a sentence
word-genuine = Genuine code
word-not-activated = Not in use yet
word-void = Void
word-recalled = Recalled
word-held = On hold
word-unknown = Unknown code
word-unknown-here = Cannot be checked
word-malformed = Not a valid code

say-genuine = This label is genuine. It belongs to this lot of { $product }, harvested on { $date }.
say-not-activated = This label is genuine, but it has not been put on any product yet.
say-void = This label was taken out of use and should not be on a product any more.
say-spoiled = This label was spoiled in printing or packing and should not be on a product.
say-recalled = This lot of { $product } is being recalled. Please do not eat it.
say-held = This lot of { $product } must not be sold for now. Please do not buy or eat it yet.
say-held-failed = A test of this lot of { $product } failed. It must not be sold; please do not buy or eat it.
say-held-interval = This lot of { $product } was harvested inside the safety interval of a pesticide. It must not be sold; please do not buy or eat it.
say-unknown = The ledger has no such label. It may be a counterfeit.
say-unknown-here = The ledger knows this batch of labels, but its key is not kept by this service, so this page cannot tell whether the label is genuine.
say-malformed-length = A complete code has 20 characters; this one has { $count }.
say-malformed-character = Character { $position }, “{ $character }”, never stands in a code.
say-malformed-check = The check character does not match: at least one character is misprinted, misread or mistyped.
say-malformed-kind = The kind or batch number in the code is not one this ledger uses.
say-malformed-u = Character { $position } is the letter U, which is never printed; look again whether it is a V.
meant = Did you mean { $code }?
say-malformed-link = This link does not contain a complete code.
repaired = Some characters you entered are easily confused; we looked up { $code }.

advice-not-activated-1 = If it is on something you bought, do not eat it yet; keep the packaging and the receipt.
advice-not-activated-2 = Tell the seller. The label may have got out early, or somebody misuses it.
advice-void-1 = If it is on a product, do not eat it; keep the packaging and the receipt.
advice-void-2 = Take it back to the seller and say that the label is void.
advice-recalled-1 = Do not eat it and do not pass it on.
advice-recalled-2 = Take the product and the receipt back to the seller.
advice-held-1 = If you have not bought it, do not buy it yet. If you have, do not eat it yet and keep the packaging.
advice-held-2 = On hold does not mean that it is bad. Once the reason is cleared up, scanning again shows the new verdict.
advice-failed-1 = If you bought it, do not eat it; keep the packaging and the receipt and take it back to the seller.
advice-failed-2 = It may be sold again only after a laboratory has passed it and a second person has released it; scanning again then shows the new verdict.
advice-interval-2 = It may be sold only after a laboratory has passed it and a second person has released it; scanning again then shows the new verdict.
advice-unknown-1 = Scan the label once more; if you typed the code, compare it character by character.
advice-unknown-2 = If it still cannot be found, do not buy it. You can report it.
advice-unknown-here-1 = Scan the QR code on the label itself and use the address printed there.
advice-malformed-1 = Wipe the label clean and scan it again in good light.
advice-malformed-2 = If you typed the code, compare it character by character: it has 20 characters and never the letters I, L, O or U.
advice-malformed-3 = If the label is damaged, ask the seller; do not trust the origin on the strength of a damaged label.

away = The ledger node cannot be reached right now. What follows is as of block { $block } ({ $time }); later changes cannot be seen yet.

# Product
label-grower = Grower
label-village = Grown in
label-packer = Packed by
label-net = Net content
label-metrics = Quality
label-season = Season
household = Household no. { $id }
organisation-without-name = Organisation no. { $id }
season-value = { $year }
brix = sugar { $value } °Bx
diameter = diameter { $value } mm
net-about = about { $mass } each

fact-harvest = Harvested
fact-interval = Spray to harvest
fact-days = { $days } { $days ->
    [1] day
   *[other] days
  }
fact-interval-required = { $days } required
fact-no-input = None
fact-no-input-label = Pesticides
fact-no-input-under = no use on record
fact-test = Tests
fact-test-pass = Passed
fact-test-fail = Failed
fact-test-none = Untested
fact-test-none-under = no test on record
fact-days-ago = { $days ->
    [1] yesterday
   *[other] { $days } days ago
  }
fact-today = today

# Holds
hold-what-lot = Lot { $id }
hold-what-cycle = Crop cycle { $id }
hold-what-batch = Label batch { $id }
hold-what-brand = Brand { $id }
hold-what-plot = Plot { $id }
hold-what-other = { $subject }
hold-failed-test = A test failed (test { $test }). Only a passed laboratory test and the release by a second person lift the hold.
hold-safety-interval = A use recorded afterwards (cycle { $cycle }) allows the harvest from { $date } only. Only a passed laboratory test and the release by a second person lift the hold.
hold-ordered = Ordered by the authority: { $reason }
hold-until = Until { $time }, may be renewed
hold-until-released = Without an end, until it is released

# Story
step-cycle = Season begins: { $variety }
step-cycle-line = { $plot }, { $area }, { $place }
step-harvest = Harvest
step-harvest-line = Gross mass { $mass }
step-grade = Graded: { $grade }
step-grade-mass = Net mass { $mass }
step-grade-line = Net mass { $mass }, by { $who }
step-delivery = Handed over
step-delivery-line = From { $from } to { $to }
step-code = Labelled
step-code-line = Labels { $from } to { $to } were bound to lot { $lot }; this is one of them
step-input = Pesticide: { $name }
step-input-line = Against { $target }, registration { $registration }
step-input-plain = Registration { $registration }
step-interval = Harvested { $days } days after this use ({ $required } required)
recorded-on = { $date } (recorded)
step-late = Recorded later than it happened
operation-pruning = Pruning
operation-fertilising = Fertilising
operation-irrigation = Irrigation
operation-pollination = Pollination
operation-thinning = Thinning
operation-bagging = Bagging
operation-weeding = Weeding
operation-inspection = Inspection
operation-other = Other work
plot-open = Open field
plot-greenhouse = Greenhouse
plot-orchard = Orchard

# Tests
test-quick = Rapid test
test-laboratory = Laboratory test
test-pass = Passed
test-fail = Failed
test-recorded = Under review
test-when = Sampled { $date }, sample { $sample }
test-items = Tested for: { $items }
test-by = Issued by { $who }

# Proof
proves-1 = This code really was registered by { $issuer }; outsiders cannot guess it.
proves-2 = The records above were signed by those involved and have not been changed since.
proves-3 = The harvest came after the safety interval of every recorded use; the ledger checked it.
proves-not-1 = It does not prove that the sticker was not copied. If the same code turns up on several items, trust sealed packaging and a reliable seller.
proves-not-2 = It does not prove that every number was true when it was entered, only who entered it and when.
proof-block = Block
proof-block-value = Block { $block }
proof-time = Block time
proof-state = Data
proof-live = In step with the ledger
proof-away = Node away, as of the block above
proof-lot = Lot
proof-batch = Label batch
proof-batch-value = { $batch }, label { $index }
link-lot = Records of lot { $id }
link-cycle = Records of crop cycle { $id }
link-batch = Records of label batch { $id }

# Product classes (NY/T 3177)
class-0103 = fruit
class-010301 = pome fruit
class-other = produce

# The first page and pages of problems
front-title = Look up a label
front-say = Scan the QR code on a product, or type its code here.
front-shows = What a scan tells
front-origin = Where it comes from
front-origin-line = Grower, village, days of harvest and packing
front-safety = What was used and tested
front-safety-line = Every pesticide, the days from it to harvest, the tests
front-proof = Why to believe it
front-proof-line = Records stand on the county's ledger; nobody can change them, and you can check them yourself
front-console = Log in to the console
front-console-line = Growers, packing houses, laboratories
front-prices = Prices of animals and meat
front-prices-line = By county and week, for everybody
front-docs = API documentation
front-docs-line = For other systems
ask-label = The 20 characters on the label
ask-again = Type the code again
ask-hint = Upper or lower case, without the spaces
ask-button = Check
ask-blank = Type the code on the label
problem-lost = No such page
problem-lost-say = The address may be mistyped. To look up a label, type its code.
problem-busy = Too many requests
problem-busy-say = { $count ->
    [one] Try again in a second.
   *[other] Try again in { $count } seconds.
}
problem-broken = Something went wrong here
problem-broken-say = It is not your doing. Try again later; if it stays so, tell the county bureau of agriculture.
problem-again = Try again
problem-front = To the first page
