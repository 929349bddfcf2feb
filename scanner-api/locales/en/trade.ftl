# Trade: the pages of both sides, and the public page of prices.

subject-sale = Sale { $id }
group-sales = Buying and selling
go-prices = Prices
go-sale-records = Records on the ledger

task-sales-answer = Sales to confirm
task-sales-answer-hint = The seller recorded them; confirm or refuse
task-sales-deliver = Goods to take delivery of
task-sales-deliver-hint = Weigh them in when they come
task-sales-pay = Sales to pay
task-sales-pay-hint = Delivered, not paid in full
task-sales-unpaid = Not paid by the buyer yet
task-sales-unpaid-hint = Record the bank receipt when the money is there
task-sales-mine = What I sell
task-sales-mine-hint = Record sales, and see how far they are
task-sales-bought = What I buy
task-sales-bought-hint = What others sell to me
task-sales-overdue-bought = Overdue payments of mine
task-sales-overdue-bought-hint = Computed here: delivered, and the last day to pay is over
task-sales-overdue-sold = Overdue payments to me
task-sales-overdue-sold-hint = Computed here: delivered, and the last day to pay is over
task-sales-area = Sales in the area
task-sales-area-hint = Every sale of a seller in the area, the newest first
task-sales-overdue-area = Overdue payments in the area
task-sales-overdue-area-hint = Computed here: delivered, and the last day to pay is over

sales-mine = What I sell
sales-bought = What I buy
sales-area = Sales in the area
sales-area-explain = All sales of sellers in the area, from the first record to the last payment.
sales-area-open = Open
sales-none = No sales yet
sales-overdue = Overdue payments
sales-overdue-tag = Analysis
sales-overdue-explain = Computed by this service from the ledger, not a warning of the ledger: sales that were delivered, are not paid in full, and whose last day to pay is over. The days are those of the seller's place and begin after the day of delivery; what is paid in full leaves the list. The ledger itself warns when a late payment is recorded.
sales-overdue-none = No payment is overdue
sales-overdue-days = { $days } { $days ->
    [1] day
   *[other] days
  } overdue
line-overdue = { $amount } still to be paid · last day { $date }
line-sold = Agreed on { $date }

word-goods-live = Live animals
word-goods-breeding_stock = Breeding stock, sows included
word-goods-young = Young animals
word-goods-carcass = Carcasses
word-goods-half_carcass = Half carcasses
word-goods-cut = Cuts and offal
word-goods-package = Packed meat
word-price-per_kilogram = per kg
word-price-per_head = per head or piece
word-sale-offered = To be confirmed
word-sale-confirmed = Confirmed
word-sale-refused = Refused
word-sale-cancelled = Called off
word-sale-delivered = Delivered
word-sale-settled = Settled
word-agreed-yes = Confirm
word-agreed-no = Refuse

do-sell = Record a sale
do-sell-explain = A pig or a piece of meat is sold once. The amount is worked out here from price and quantity, and checked by the ledger.
do-answer-sale = Confirm or refuse
do-cancel-sale = Call off
do-cancel-sale-explain = Until delivery both sides may call a sale off; then the goods may be sold to somebody else.
do-take-delivery = Take delivery
do-take-delivery-explain = Enter what the scale says. What came is what is to be paid for; the ledger warns by itself when it differs much.
do-pay-sale = Record a payment

ask-goods_kind = What is sold
ask-buyer = Buyer
ask-sold_meats = Numbers of the pieces
ask-sold_meats-hint = One a line, or with commas
ask-sale_mass = Mass agreed
ask-sale_mass-hint = Of all goods together
ask-price_for = Price for
ask-price = Price
ask-price-hint = Per kg, the amount is rounded to the fen
ask-agreed = Do you agree
ask-sale_reason = Reason
ask-sale_reason-hint = Needed to refuse or call off; no names or phone numbers
ask-delivered_heads = How many came
ask-delivered_heads-hint = Heads or pieces, no more than agreed
ask-delivered_mass = Mass weighed in
ask-delivered_mass-hint = Of all that came
ask-paid_amount = Amount paid

mistake-sold-meats = Enter numbers of pieces, at most 200
mistake-sale-amount = Price times quantity is more than a trillion yuan; check it

fact-sale-goods = Goods
fact-seller = Seller
fact-buyer = Buyer
fact-sale-date = Agreed on
fact-sale-mass = Mass agreed
fact-price = Price
fact-sale-amount = Amount agreed
fact-delivered = Delivered on
fact-delivered-heads = How many came
fact-delivered-mass = Mass weighed in
fact-due = To be paid
fact-paid-so-far = Paid so far
fact-pay-until = Last day to pay

sale-mass-differs = Agreed { $agreed }, weighed in { $delivered }: a larger difference than is allowed
sale-heads-missing = Agreed { $agreed }, came { $delivered }
sale-paid-late = Paid after the last day, { $date }
sale-payments = Payments
sale-payments-none = No payments yet
sale-goods = The goods

record-sale-recorded = Sale recorded
record-sale-confirmed = Confirmed by the buyer
record-sale-refused = Refused by the buyer
record-sale-cancelled = Called off
record-sale-delivered = Delivered
record-sale-paid = Paid
record-sale-warned = Warning of the ledger

prices-title = Prices of animals and meat
prices-say = By county of the seller, kind of goods and week, from sales that were delivered. Prices per kg are weighted by mass.
prices-few = Weeks with fewer than five sales or fewer than three sellers are not shown, so that they do not tell what one of few paid or took.
prices-none = There are no prices to show of late
prices-counties = Choose a county
prices-goods = { $kind } · { $species }
prices-average = CNY { $price } per kg
prices-head = CNY { $price } per head
prices-range = { $low }–{ $high }, { $number } sales, { $mass }
prices-week = Week from { $date }
prices-data = Data for programs
