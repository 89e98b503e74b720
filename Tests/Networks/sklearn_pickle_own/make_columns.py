import pickle, numpy as np, sklearn, json, warnings; warnings.filterwarnings('ignore')
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler, MinMaxScaler, OneHotEncoder
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
print(sklearn.__version__)
rng=np.random.default_rng(7); X=rng.normal(size=(60,4))*[1,10,.1,3]; y=np.exp(X@np.array([.3,.02,1,-.1]))
d='./sk'+sklearn.__version__+'_'
def net(t,**k): return make_pipeline(t,MLPRegressor(hidden_layer_sizes=(3,),activation='tanh',max_iter=20,random_state=1,**k)).fit(X,y)
A=net(ColumnTransformer([('s',StandardScaler(),[0,1]),('m',MinMaxScaler(),slice(2,4))]))
B=net(ColumnTransformer([('s',StandardScaler(),[3,1])],remainder='passthrough'))
C=net(ColumnTransformer([('o',OneHotEncoder(handle_unknown='ignore'),[0]),('s',StandardScaler(),[1,2])]))
P=net(StandardScaler(),loss='poisson')
x=np.array([[0.3,-7.,.11,2.]])
for n,o in dict(columns=A,columns_mixed=B,columns_onehot=C,poisson=P).items():
    pickle.dump(o,open(d+n+'.pkl','wb')); print(n, repr(o.predict(x)[0]), o[-1].out_activation_)
